/// What stands behind `disk=`: a disk of the machine, a file, or a size.
enum DiskOperand: Sendable {
  /// Of one computer alone.
  case own(DiskImage)
  /// One that `disk` has made.
  case shared(Named)

  /// A disk of that name goes before a file, which can still be named with its directory.
  init(_ value: Named, in lab: Lab) throws {
    if lab.machine.disk(named: value.text) != nil {
      self = .shared(value)
    } else if value.text.first?.isNumber == true, (try? value.size(in: Self.sizes)) != nil {
      self = .own(try Self.empty(value))
    } else {
      self = .own(try Self.file(value, lab))
    }
  }

  private static let sizes = 512...(1 << 40)

  /// An empty disk of a size.
  static func empty(_ value: Named) throws -> DiskImage {
    let size = try value.size(in: sizes)
    guard size % 512 == 0 else {
      throw LabError(.expected("a multiple of 512B", found: "`\(value.text)`"), at: value.place)
    }
    return DiskImage(sectors: size / 512)
  }

  /// A file, read whole now so that a replay never reads it again.
  static func file(_ value: Named, _ lab: Lab) throws -> DiskImage {
    guard let files = lab.files else {
      throw LabError(.refused("Files cannot be named here."), at: value.place)
    }
    do {
      return try DiskImage(name: value.text, bytes: try files.read(value.text))
    } catch let error as LabError {
      throw error.filled(place: value.place, lineText: "")
    }
  }

  /// Into a plan for a computer of `machine`.
  func add(to plan: inout ComputerPlan, in machine: Machine) throws {
    switch self {
    case .own(let image): plan.disk = image
    case .shared(let name):
      guard machine.disk(named: name.text) != nil else {
        let known = machine.disks.map(\.name)
        throw LabError(
          .unknown(
            kind: "disk", name: name.text, nearest: nearest(name.text, among: known), known: known),
          at: name.place)
      }
      plan.sharedDisk = name.text
    }
  }
}
