import Glibc
import LabEngine

/// Names of files for Tab.
enum PathCompletion {
  static func candidates(_ typed: String) -> [Completions.Candidate] {
    let slash = typed.lastIndex(of: "/")
    let directory = slash.map { String(typed[...$0]) } ?? ""
    let start = slash.map { typed[typed.index(after: $0)...] } ?? typed[...]
    guard let listing = opendir(directory.isEmpty ? "." : directory) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let isDirectory = entry.pointee.d_type == UInt8(DT_DIR)
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("."), !start.hasPrefix(".") { continue }
      if name.hasPrefix(start) { names.append(directory + name + (isDirectory ? "/" : "")) }
    }
    return names.sorted().map { Completions.Candidate(text: $0, summary: "") }
  }
}
