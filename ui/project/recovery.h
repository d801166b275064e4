#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// Held while it lives, by one process at a time; the system lets go of it when the process dies.
class FolderLock;

/// What a window that was ended from outside (logout, signal, crash) has left.
struct UnsavedWork {
  QString folder;
  std::shared_ptr<FolderLock> lock;
  RunRequest request;
  QString filePath;     ///< of its project; may be empty
  bool hasRun = false;  ///< the state of a run lies beside it
};

/// The recovery files of one window, in a folder of their own below `root`: the document as a
/// project (paths absolute), the path of its file, and the state and frames of the current run.
/// The folder is made with the first of them. Files are written in order on a thread of their own,
/// each atomically. GUI thread only; nothing waits but keepNow() and the destructor.
class Recovery : public QObject {
  Q_OBJECT

 public:
  /// recovery/ in the user's data folder, beside models/.
  static QString usualRoot();

  explicit Recovery(const QString &root, QObject *parent = nullptr);
  ~Recovery() override;

  void keep(const RunRequest &request, const QString &filePath);
  /// Returns when it is written.
  void keepNow(const RunRequest &request, const QString &filePath);
  /// Where the engine may write the state of the run, and those of several (stateOfRun).
  QString runState() const;
  /// Of several runs, which one is to go on.
  void keepShown(int run);
  void forgetShown();
  /// The state that is there to go on from.
  QString leftState() const;
  /// A frame of the run, without its maps.
  void keepFrame(const FramePtr &frame);
  /// framesRead() follows, oldest first.
  void readFrames();
  void forgetRun();
  void forgetFrames();
  /// Saved, or not wanted any more.
  void forget();

  /// Looks for what earlier windows have left; found() follows for the newest, if there is any.
  /// What is older than 30 days is removed.
  void look();
  /// The files of `work` are this window's from now on.
  void adopt(const UnsavedWork &work);

 Q_SIGNALS:
  void found(const everyword::UnsavedWork &work);
  void framesRead(const std::vector<everyword::FramePtr> &frames);
  /// One sentence; once, until writing works again.
  void failed(const QString &sentence);

 private:
  void start(std::function<void()> job);
  void report(const QString &problem);

  QString root_, folder_;
  std::shared_ptr<FolderLock> lock_;  ///< for the jobs alone
  bool failing_ = false;              ///< for the jobs alone
  QThreadPool pool_;                  ///< one thread
};

}  // namespace everyword
