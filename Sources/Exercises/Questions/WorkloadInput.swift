import LabEngine

/// `workload(most=4, vcpus=1)`: what a described task or VM does, inserted between the quotes of `workload="{answer}"`.
struct WorkloadInput: DesignInput {
  static let name = "workload"
  static let summary = "workload(most=4, vcpus=1)"

  private let most: Int
  private let vcpus: Int

  init(_ arguments: inout GeneratorArguments) throws {
    most = try arguments.number("most", in: 1...100, standard: 10)
    vcpus = try arguments.number("vcpus", in: 1...16, standard: 1)
  }

  var hint: String {
    let many =
      "a workload of at most \(most) step\(most == 1 ? "" : "s"), such as 'cpu=5ms io=20ms'"
    return vcpus == 1 ? many : "\(many); '|' between those of different vCPUs"
  }

  func read(_ text: String) throws -> InsertedValue {
    let workload = try WorkloadText(text, limits: .submission)
    guard workload.steps <= most else {
      throw GeneratorProblem(reason: "it has \(workload.steps) steps; at most \(most) are allowed.")
    }
    guard workload.parts <= vcpus else {
      throw GeneratorProblem(
        reason: "it is for \(workload.parts) vCPUs; there \(vcpus == 1 ? "is 1" : "are \(vcpus)").")
    }
    return InsertedValue(
      display: workload.text, script: workload.text, expression: "\"\(workload.text)\"")
  }
}
