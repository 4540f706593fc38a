/// Whether a rule ranks ready tasks in an order that stays as it is while they are ready.
extension ChoiceRule {
  /// True if nothing that it looks at changes meanwhile, but for times that grow alike for all tasks and that are only
  /// added and multiplied by numbers: then all ranks grow alike.
  var keepsOrder: Bool {
    steps.allSatisfy { course(of: $0) == .stays } || hasCommonSlope
  }

  private func course(of step: Step) -> TaskAttribute.Course {
    guard case .attribute(let index) = step else { return .stays }
    return TaskAttributeRegistry.all[index].course
  }

  /// How a part of the expression grows with time, and its value if it is a number.
  private struct Part {
    var slope = 0.0
    var number: Double?
  }

  private var hasCommonSlope: Bool {
    var parts: [Part] = []
    for step in steps {
      guard let part = part(step, &parts) else { return false }
      parts.append(part)
    }
    return parts.count == 1
  }

  /// What a step makes of the parts before it; nil if that may grow at a pace of its own.
  private func part(_ step: Step, _ parts: inout [Part]) -> Part? {
    switch step {
    case .number(let number): return Part(number: number)
    case .attribute:
      let course = course(of: step)
      return course == .changes ? nil : Part(slope: course == .grows ? 1 : 0)
    case .negate:
      return parts.popLast().map { Part(slope: -$0.slope, number: $0.number.map { -$0 }) }
    case .add, .subtract, .multiply, .divide:
      guard let right = parts.popLast(), let left = parts.popLast() else { return nil }
      return Self.combined(step, left, right)
    case .least(let count), .greatest(let count):
      guard parts.count >= count, parts.suffix(count).allSatisfy({ $0.slope == 0 }) else {
        return nil
      }
      parts.removeLast(count)
      return Part()
    default: return nil
    }
  }

  private static func combined(_ step: Step, _ left: Part, _ right: Part) -> Part? {
    switch step {
    case .add: return Part(slope: left.slope + right.slope)
    case .subtract: return Part(slope: left.slope - right.slope)
    case .multiply:
      if let number = left.number { return Part(slope: number * right.slope) }
      if let number = right.number { return Part(slope: number * left.slope) }
    default:
      if let number = right.number, number != 0 { return Part(slope: left.slope / number) }
    }
    return left.slope == 0 && right.slope == 0 ? Part() : nil
  }
}
