import Foundation

/// Where results go: standard output, or a file that appears whole or not at all.
///
/// A file is written beside its place and renamed when it is complete and on the disk, so that a full disk or
/// a killed run leaves an old gradebook as it was. What is no ordinary file (a device, a pipe) is written
/// straight.
public final class OutputFile {
  private let name: String
  private let descriptor: Int32
  /// The file beside its place, and its place; nil when written straight.
  private let renaming: (from: String, to: String)?
  private var buffer: [UInt8] = []
  private var isFinished = false

  /// Standard output.
  public init() {
    name = "standard output"
    descriptor = STDOUT_FILENO
    renaming = nil
  }

  /// Throws a `FileError` at once if nothing can be written there.
  public init(path: String) throws(FileError) {
    name = path
    let target = Self.resolved(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      descriptor = open(target, O_WRONLY | O_CLOEXEC)
      renaming = nil
    } else {
      let mode = exists ? status.st_mode & 0o777 : 0o666
      let beside = Self.openBeside(target, mode: mode)
      descriptor = beside.descriptor
      renaming = (beside.path, target)
    }
    guard descriptor >= 0 else { throw FileError(.write, path) }
  }

  deinit {
    guard !isFinished, descriptor > STDERR_FILENO else { return }
    if let renaming { unlink(renaming.from) }
    close(descriptor)
  }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    buffer += bytes
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Hands everything so far to the system.
  public func flush() throws(FileError) {
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Foundation.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count >= 0 else { throw FileError(.write, name) }
      sent += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the complete file in its place. Without it, nothing of a file remains.
  public func finish() throws(FileError) {
    try flush()
    if let renaming {
      guard fsync(descriptor) == 0, rename(renaming.from, renaming.to) == 0 else {
        throw FileError(.write, name)
      }
    }
    isFinished = true
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// A link's target is replaced, not the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// A new hidden file in the same directory; the descriptor is negative if there cannot be one.
  private static func openBeside(_ path: String, mode: mode_t) -> (path: String, descriptor: Int32)
  {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    var attempt = 0
    while true {
      let beside = "\(path[..<slash]).\(path[slash...]).\(getpid()).\(attempt).part"
      let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      // One may be left of a killed run.
      guard descriptor < 0, errno == EEXIST, attempt < 100 else { return (beside, descriptor) }
      attempt += 1
    }
  }
}
