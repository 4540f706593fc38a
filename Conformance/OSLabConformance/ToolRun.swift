import Glibc

/// Runs programs of the toolchain on files in a directory of its own, which is removed at the end.
final class ToolDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/oslab-conformance-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ToolFailure(reason: "no temporary directory") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink(file(name)) }
    }
    closedir(directory)
    rmdir(path)
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    guard let file = fopen(file(name), "w") else {
      throw ToolFailure(reason: "\(name) cannot be written")
    }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw ToolFailure(reason: "\(name) cannot be written")
    }
  }

  func makeExecutable(_ name: String) throws {
    guard chmod(file(name), 0o700) == 0 else {
      throw ToolFailure(reason: "\(name) cannot be made executable")
    }
  }

  func read(_ name: String) throws -> [UInt8] {
    guard let file = fopen(file(name), "r") else {
      throw ToolFailure(reason: "\(name) cannot be read")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Runs a program to its end; throws if it is missing or fails. What it says is in `output`.
  func run(_ program: String, of package: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, file("output"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    guard posix_spawnp(&child, program, &actions, nil, &words, environ) == 0 else {
      throw MissingProgram(name: program, package: package)
    }
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else {
      let said = String(decoding: try read("output").prefix(1000), as: UTF8.self)
      throw ToolFailure(reason: "\(program) failed:\n\(said)")
    }
  }
}

/// Why a comparison could not be made.
struct ToolFailure: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}
