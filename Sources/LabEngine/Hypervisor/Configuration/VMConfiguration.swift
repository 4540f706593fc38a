/// What a virtual machine is made from, as a file for people says it.
///
/// ```
/// oslab-vm: 1
/// name: web1
/// guest: kernel
/// vcpus: 2
/// memory: 128MiB
/// disk: fs.img          # to the end of the line, or in quotes
/// ```
/// A key a line, in any order behind the version; what is not given is as the `vm` command has it. Files are
/// named and not opened: that they exist is for whoever opens them to find out.
struct VMConfiguration: Hashable, Sendable {
  /// Of the format. A file of a later one is refused, as nobody knows what it says.
  static let version = 1

  /// What runs in it.
  enum Program: Hashable, Sendable {
    /// A guest of the machine.
    case guest(String)
    /// A file, an ELF executable or assembly.
    case image(String)
  }

  var name: String?
  var program: Program?
  /// The execution technique.
  var mode: String?
  /// The hardware that it sees.
  var profile: String?
  /// The mode to begin in: `s`, `m` or `u`.
  var start: String?
  var vcpus: Int?
  /// In bytes, a multiple of a page.
  var memory: Int?
  /// A file, a size, or a disk of the machine.
  var disk: String?
  /// The switch that its card is plugged into.
  var network: String?
  /// What it may have of the host's CPUs; cap and reservation in percent of one.
  var weight: Int?
  var cap: Int?
  var reserve: Int?
  var pin: String?
  /// How the guest keeps time.
  var clock: String?
  /// How often it is set right, and the period of the timer, in nanoseconds.
  var sync: Int?
  var tick: Int?
  /// On the host.
  var priority: Int?

  /// The canonical text: keys in the order of the registry, one a line. Reading it gives the same configuration.
  var text: String {
    let lines = VMConfigurationKey.all.compactMap { key in
      key.write(self).map { "\(key.name): \($0)\n" }
    }
    return "\(VMConfigurationKey.versionName): \(Self.version)\n" + lines.joined()
  }
}
