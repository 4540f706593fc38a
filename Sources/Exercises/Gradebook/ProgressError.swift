/// Why progress cannot be kept. Its description ends a sentence: "Your answers cannot be saved: …"
public enum ProgressError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no home directory.
  case noPlace
  case noDirectory(String, reason: String)
  case cannotOpen(String, reason: String)
  case isNewer(String)
  case cannotWrite(String, reason: String)
  case cannotRead(String, reason: String)

  public var description: String {
    switch self {
    case .noPlace: "there is no home directory; set HOME or XDG_DATA_HOME"
    case .noDirectory(let path, let reason): "the directory \(path) cannot be made (\(reason))"
    case .cannotOpen(let path, let reason): "\(path) cannot be opened (\(reason))"
    case .isNewer(let path): "\(path) was written by a newer oslab"
    case .cannotWrite(let path, let reason): "\(path) cannot be written (\(reason))"
    case .cannotRead(let path, let reason): "\(path) cannot be read (\(reason))"
    }
  }
}
