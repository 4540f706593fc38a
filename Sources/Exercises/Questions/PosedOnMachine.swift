import LabEngine

/// Kinds whose machine is that of the variant: the student meets it after `setup:`, and the
/// explanation looks at it after `run:`.
protocol PosedOnMachine: PosedKind {
  var variant: Variant { get }
}

extension PosedOnMachine {
  func makeLab() throws -> Lab { variant.machines.setup.copy() }

  func explainedLab(_ name: String?) throws -> Lab { variant.machines.lab(name) }
}
