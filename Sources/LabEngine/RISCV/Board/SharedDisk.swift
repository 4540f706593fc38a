/// A disk of the machine, which any number of its computers have as theirs.
///
/// Every request is done at once, so that whoever reads sees what was written last, by whomever. What a guest keeps
/// in memory of the disk is its own: nothing tells it that another has written, as with any shared volume.
final class SharedDisk {
  let name: String
  /// What it was made of: the name of a file, or nothing.
  let origin: String
  var image: DiskImage

  init(name: String, origin: String, image: DiskImage) {
    (self.name, self.origin, self.image) = (name, origin, image)
  }

  /// The same disk in a copy of the machine. What was written is shared until one of both writes.
  func copy() -> SharedDisk { SharedDisk(name: name, origin: origin, image: image) }
}

extension Machine {
  func disk(named name: String) -> SharedDisk? { disks.first { $0.name == name } }
}
