/// A page that a task on the host waits for: its frame is not given to another page until the task runs again.
///
/// As kernels lock a page while the disk works on it (PG_locked: Bovet and Cesati, Understanding the Linux Kernel,
/// chapter 15). A task waits for one page at a time, so that as many frames as there are tasks, and one, are always
/// enough; where all are locked whoever faults is terminated, as it is wherever no frame can be freed.
struct PageLock {
  let task: Int
  let frame: Frame
}

extension Memory {
  /// Locks the frame that a page lies in, if it does in any.
  mutating func lock(_ page: Int, of space: Int, for task: Int) {
    let table = spaces[space].table
    guard page >= 0, page < table.count, table.words[page] & PageWord.valid != 0 else { return }
    let frame = PageWord.frame(table.words[page])
    locks.append(PageLock(task: task, frame: frame))
    frames.bits[frame] |= FrameBits.reserved
    hasLocks = true
  }

  /// The task waits no more. Its frame may have been freed meanwhile, when its process ended.
  mutating func unlock(task: Int) {
    let own = locks.filter { $0.task == task }
    locks.removeAll { $0.task == task }
    for lock in own where !locks.contains(where: { $0.frame == lock.frame }) {
      frames.bits[lock.frame] &= ~FrameBits.reserved
    }
    hasLocks = !locks.isEmpty
  }

  /// All that waited are gone.
  mutating func unlockAll() {
    for lock in locks { frames.bits[lock.frame] &= ~FrameBits.reserved }
    locks = []
    hasLocks = false
  }

  /// Why a process had to go for which there was no victim.
  var noFrame: String {
    hasLocks
      ? "every frame holds a page that the disk works on" : "no frame could be freed for it"
  }
}
