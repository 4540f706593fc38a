import Foundation

/// One submission to be graded, still undecoded.
enum RawSubmission: Sendable {
  case bytes([UInt8], file: String?)
  case tooLong(file: String?)
  case unreadable(FileError)

  var size: Int {
    if case .bytes(let bytes, _) = self { bytes.count } else { 0 }
  }
}

/// Every submission of files, directories and standard input, in their order.
///
/// A file holds one JSON document, or JSON Lines: by its ending (`.jsonl`, `.ndjson`), or when its first line
/// is a whole document and more follows. Of a directory all ordinary files are read, those below it too, in
/// the order of their paths' bytes; names that begin with a dot are left out. Blank lines do not count.
struct SubmissionSource {
  private static let standardInput = "-"
  private let limits: JSONReader.Limits
  private var paths: [String]
  private var lines: LineStream?

  /// Throws a `FileError` if one of `inputs` is not there.
  init(_ inputs: [String], limits: JSONReader.Limits) throws(FileError) {
    self.limits = limits
    paths = []
    for input in inputs {
      if input == Self.standardInput {
        paths.append(input)
      } else {
        paths += try Self.files(input)
      }
    }
    paths.reverse()
  }

  /// True if there may be more, and it cannot be had without waiting.
  var mustWait: Bool { lines?.mustWait ?? (paths.last == Self.standardInput && Self.inputMustWait) }

  /// The next submission; nil at the end. Throws a `FileError` when standard input fails.
  mutating func next() throws(FileError) -> RawSubmission? {
    while true {
      if let lines {
        if let next = try lines.next() { return next }
        self.lines = nil
      }
      guard let path = paths.popLast() else { return nil }
      if path == Self.standardInput {
        lines = LineStream(descriptor: STDIN_FILENO, file: nil, limit: limits.bytes, closes: false)
      } else if let submission = open(path) {
        return submission
      }
    }
  }

  private static var inputMustWait: Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) == 0
  }

  /// The one submission in a file; nil if it holds lines, which `lines` then reads.
  private mutating func open(_ path: String) -> RawSubmission? {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      return .unreadable(FileError(.read, path))
    }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let stream = LineStream(descriptor: descriptor, file: path, limit: limits.bytes, closes: true)
    guard isFile, !path.hasSuffix(".jsonl"), !path.hasSuffix(".ndjson") else {
      lines = stream
      return nil
    }
    do {
      if try stream.beginsWithDocument(limits) {
        lines = stream
        return nil
      }
      return try stream.whole()
    } catch {
      return .unreadable(error)
    }
  }

  private static func files(_ path: String) throws(FileError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError(.read, path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    var walk = DirectoryWalk()
    try walk.visit(path, status)
    return walk.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Finds the ordinary files below a directory.
private struct DirectoryWalk {
  private struct Place: Hashable {
    var device: UInt
    var node: UInt
  }

  private(set) var files: [String] = []
  /// A link to a directory above would never end.
  private var visited: Set<Place> = []

  mutating func visit(_ directory: String, _ status: stat) throws(FileError) {
    let place = Place(device: UInt(status.st_dev), node: UInt(status.st_ino))
    guard visited.insert(place).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw FileError(.read, directory, reason: "the directory cannot be listed")
    }
    // In order, so that of two links to one directory always the same one counts.
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
      var status = stat()
      guard stat(path, &status) == 0 else {
        files.append(path)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try visit(path, status)
      case S_IFREG: files.append(path)
      default: break
      }
    }
  }
}

/// The submissions of one file or stream, a line each.
private final class LineStream {
  private let reader: LineReader
  private let descriptor: Int32
  private let file: String?
  /// Read ahead to see what the file is.
  private var ahead: [LineReader.Line] = []

  init(descriptor: Int32, file: String?, limit: Int, closes: Bool) {
    self.descriptor = descriptor
    self.file = file
    reader = LineReader(
      descriptor: descriptor, name: file ?? "standard input", limit: limit, closes: closes)
  }

  var mustWait: Bool { ahead.isEmpty && reader.mustWait }

  func next() throws(FileError) -> RawSubmission? {
    while let line = try nextLine() {
      switch line {
      case .tooLong: return .tooLong(file: file)
      case .bytes(let bytes) where bytes.allSatisfy(Self.isSpace): continue
      case .bytes(let bytes): return .bytes(bytes, file: file)
      }
    }
    return nil
  }

  /// True if the first line is a document and something follows it.
  func beginsWithDocument(_ limits: JSONReader.Limits) throws(FileError) -> Bool {
    guard let first = try reader.next() else { return false }
    ahead = [first]
    while let second = try reader.next() {
      if case .bytes(let bytes) = second, bytes.allSatisfy(Self.isSpace) { continue }
      ahead.append(second)
      guard case .bytes(let bytes) = first else { return false }
      return (try? JSONReader.value(bytes, limits: limits)) != nil
    }
    return false
  }

  /// The file from its beginning, as one submission.
  func whole() throws(FileError) -> RawSubmission {
    var document: [UInt8] = []
    lseek(descriptor, 0, SEEK_SET)
    reader.restart()
    ahead = []
    while let line = try reader.next() {
      guard case .bytes(let bytes) = line, document.count + bytes.count <= reader.limit else {
        return .tooLong(file: file)
      }
      document += bytes
      document.append(0x0a)
    }
    _ = document.popLast()
    return .bytes(document, file: file)
  }

  private func nextLine() throws(FileError) -> LineReader.Line? {
    ahead.isEmpty ? try reader.next() : ahead.removeFirst()
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0d
  }
}
