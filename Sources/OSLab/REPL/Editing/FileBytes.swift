import Glibc

/// Why a file could not be read or written.
struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  var path: String
  /// The system's error number.
  var code: Int32

  var reason: String { String(cString: strerror(code)) }
  var description: String { "\(path): \(reason)" }
}

/// Whole small files, without the weight of Foundation. Everything throws `FileProblem`.
enum FileBytes {
  static func read(_ path: String) throws -> [UInt8] {
    try opened(path, O_RDONLY) { descriptor in
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = piece.withUnsafeMutableBytes {
          Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        if count == 0 { return bytes }
        if count > 0 {
          bytes += piece[..<count]
        } else if errno != EINTR {
          throw FileProblem(path: path, code: errno)
        }
      }
    }
  }

  /// Writes the whole file beside the old one and renames it, so that there is always a whole one.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    try makeParent(of: path)
    let beside = "\(path).\(getpid()).new"
    do {
      try opened(beside, O_WRONLY | O_CREAT | O_TRUNC) { descriptor in
        try write(bytes, to: descriptor, path)
        guard fsync(descriptor) == 0 else { throw FileProblem(path: path, code: errno) }
      }
      guard rename(beside, path) == 0 else { throw FileProblem(path: path, code: errno) }
    } catch {
      unlink(beside)
      throw FileProblem(path: path, code: (error as? FileProblem)?.code ?? EIO)
    }
  }

  /// Appends lines; if the file ends in the middle of one, as after a full disk, a new line is begun.
  static func append(_ bytes: [UInt8], to path: String) throws {
    try opened(path, O_RDWR | O_CREAT | O_APPEND) { descriptor in
      var last: UInt8 = UInt8(ascii: "\n")
      let end = lseek(descriptor, 0, SEEK_END)
      if end > 0 { pread(descriptor, &last, 1, end - 1) }
      try write(
        last == UInt8(ascii: "\n") ? bytes : [UInt8(ascii: "\n")] + bytes, to: descriptor, path)
    }
  }

  /// Makes the directories above `path`, for the owner's eyes only.
  static func makeParent(of path: String) throws {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    let parent = String(path[..<slash])
    if mkdir(parent, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw FileProblem(path: parent, code: errno) }
    try makeParent(of: parent)
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST else {
      throw FileProblem(path: parent, code: errno)
    }
  }

  private static func opened<Result>(
    _ path: String, _ flags: Int32, _ body: (Int32) throws -> Result
  ) throws -> Result {
    let descriptor = open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileProblem(path: path, code: errno) }
    defer { close(descriptor) }
    return try body(descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno != EINTR { throw FileProblem(path: path, code: errno) }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
      }
    }
  }
}
