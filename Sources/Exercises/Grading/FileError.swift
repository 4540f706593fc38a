import Foundation

/// A file that could not be read or written, with the system's reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Action: String, Sendable { case read, write }

  public var action: Action
  public var path: String
  public var reason: String

  /// Takes the reason from `errno`, which must not have changed since.
  init(_ action: Action, _ path: String, code: Int32 = errno) {
    self.init(action, path, reason: String(cString: strerror(code)))
  }

  init(_ action: Action, _ path: String, reason: String) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  public var description: String {
    "cannot \(action.rawValue) \(SafeText.line(path)): \(reason)"
  }
}
