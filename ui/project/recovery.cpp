#include "ui/project/recovery.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QStandardPaths>
#include <optional>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/group_state.h"
#include "engine/api/outside_text.h"
#include "engine/api/pictures.h"
#include "ui/project/project_file.h"
#include "ui/theme/sentence.h"

namespace everyword {

/// Not QLockFile: it goes by process ids, which are used again, above all in containers.
class FolderLock {
 public:
  /// nullptr when another window has it, or the folder cannot be written.
  static std::shared_ptr<FolderLock> take(const QString &folder) {
    const QByteArray path = QFile::encodeName(folder + QStringLiteral("/lock"));
    const int file = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
      return nullptr;
    }
    auto lock = std::shared_ptr<FolderLock>(new FolderLock(file));
    return ::flock(file, LOCK_EX | LOCK_NB) == 0 ? lock : nullptr;
  }
  ~FolderLock() { ::close(file_); }
  FolderLock(const FolderLock &) = delete;
  FolderLock &operator=(const FolderLock &) = delete;

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

namespace {

constexpr int kDaysKept = 30;

QString documentIn(const QString &folder) {
  return folder + QStringLiteral("/unsaved") + QLatin1String(kProjectSuffix);
}
QString pathFileIn(const QString &folder) { return folder + QStringLiteral("/path.txt"); }
QString runStateIn(const QString &folder) { return folder + QStringLiteral("/run.checkpoint"); }

QString shownIn(const QString &folder) { return folder + QStringLiteral("/shown.txt"); }

/// Empty: no run is left.
QString leftStateIn(const QString &folder) {
  const QString one = runStateIn(folder);
  QFile shown(shownIn(folder));
  const QByteArray run = shown.open(QIODevice::ReadOnly) ? shown.read(8) : QByteArray();
  const QString path =
      run.isEmpty() ? one : QString::fromStdString(stateOfRun(one.toStdString(), run.toUInt()));
  return QFile::exists(path) ? path : QString();
}

QString framesIn(const QString &folder) { return folder + QStringLiteral("/frames"); }

/// Nothing when the folder is another window's, or holds nothing.
std::optional<UnsavedWork> workIn(const QString &folder) {
  UnsavedWork work;
  work.folder = folder;
  work.lock = FolderLock::take(folder);
  if (!work.lock) {
    return std::nullopt;
  }
  const QFileInfo document(documentIn(folder));
  const bool isOld = document.lastModified().daysTo(QDateTime::currentDateTime()) > kDaysKept;
  if (!document.exists() || isOld) {
    QDir(folder).removeRecursively();
    return std::nullopt;
  }
  work.request = readProjectFile(documentIn(folder));
  work.filePath = QString::fromStdString(readTextFile(pathFileIn(folder).toStdString()));
  work.hasRun = !leftStateIn(folder).isEmpty();
  return work;
}

}  // namespace

QString Recovery::usualRoot() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
         QStringLiteral("/everyword/recovery");
}

Recovery::Recovery(const QString &root, QObject *parent)
    : QObject(parent),
      root_(root),
      folder_(QStringLiteral("%1/%2-%3")
                  .arg(root, QDateTime::currentDateTimeUtc().toString(
                                 QStringLiteral("yyyyMMdd-HHmmss-zzz")))
                  .arg(QCoreApplication::applicationPid())) {
  qRegisterMetaType<UnsavedWork>();
  pool_.setMaxThreadCount(1);
}

Recovery::~Recovery() { pool_.waitForDone(); }

void Recovery::start(std::function<void()> job) {
  // `this` outlives the job: the destructor waits for it.
  pool_.start([this, job = std::move(job)] {
    QString problem;
    try {
      job();
    } catch (const std::exception &error) {
      problem = sentence(error);
    }
    report(problem);
  });
}

void Recovery::report(const QString &problem) {
  if (!problem.isEmpty() && !failing_) {
    QMetaObject::invokeMethod(
        this, [this, problem] { Q_EMIT failed(problem); }, Qt::QueuedConnection);
  }
  failing_ = !problem.isEmpty();
}

void Recovery::keep(const RunRequest &request, const QString &filePath) {
  start([this, request, filePath, folder = folder_] {
    if (!lock_) {
      QDir().mkpath(folder);
      // Prompts are private.
      QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
      lock_ = FolderLock::take(folder);
    }
    writeTextFile(pathFileIn(folder).toStdString(), filePath.toStdString());
    writeProjectFile(documentIn(folder), request);
  });
}

void Recovery::keepNow(const RunRequest &request, const QString &filePath) {
  keep(request, filePath);
  pool_.waitForDone();
}

QString Recovery::runState() const { return runStateIn(folder_); }
QString Recovery::leftState() const { return leftStateIn(folder_); }

void Recovery::keepShown(int run) {
  start([run, folder = folder_] {
    if (QDir().mkpath(folder)) {
      writeTextFile(shownIn(folder).toStdString(), std::to_string(run));
    }
  });
}

void Recovery::forgetShown() {
  start([folder = folder_] { QFile::remove(shownIn(folder)); });
}

void Recovery::keepFrame(const FramePtr &frame) {
  start([frame, folder = framesIn(folder_)] {
    QDir().mkpath(folder);
    writePicture(QStringLiteral("%1/%2.png")
                     .arg(folder)
                     .arg(frame->step, 6, 10, QLatin1Char('0'))
                     .toStdString(),
                 *frame);
  });
}

void Recovery::readFrames() {
  start([this, folder = framesIn(folder_)] {
    std::vector<FramePtr> frames;
    for (const QFileInfo &file :
         QDir(folder).entryInfoList({QStringLiteral("*.png")}, QDir::Files, QDir::Name)) {
      try {
        auto frame = std::make_shared<Frame>(*readPicture(file.filePath().toStdString()));
        frame->step = file.baseName().toInt();
        frames.push_back(frame);
      } catch (const Error &) {  // one frame less to scrub to
      }
    }
    QMetaObject::invokeMethod(
        this, [this, frames] { Q_EMIT framesRead(frames); }, Qt::QueuedConnection);
  });
}

void Recovery::forgetRun() {
  start([folder = folder_] {
    QFile::remove(shownIn(folder));
    const QFileInfo one(runStateIn(folder));
    for (const QString &name :
         QDir(folder).entryList({one.fileName(), one.fileName() + QStringLiteral(".*")})) {
      QFile::remove(folder + QLatin1Char('/') + name);
    }
  });
  forgetFrames();
}

void Recovery::forgetFrames() {
  start([folder = folder_] { QDir(framesIn(folder)).removeRecursively(); });
}

void Recovery::forget() {
  start([this, folder = folder_] {
    if (lock_) {
      QDir(folder).removeRecursively();
      lock_.reset();
    }
  });
}

void Recovery::look() {
  start([this] {
    const QStringList names =
        QDir(root_).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &name : names) {
      const QString folder = root_ + QLatin1Char('/') + name;
      try {
        if (const auto work = folder == folder_ ? std::nullopt : workIn(folder)) {
          QMetaObject::invokeMethod(
              this, [this, work = *work] { Q_EMIT found(work); }, Qt::QueuedConnection);
          return;
        }
      } catch (const Error &error) {
        report(tr("The unsaved work in %1 cannot be restored: %2")
                   .arg(folder, QString::fromUtf8(error.what())));
      }
    }
  });
}

void Recovery::adopt(const UnsavedWork &work) {
  forget();
  folder_ = work.folder;
  start([this, lock = work.lock] { lock_ = lock; });
}

}  // namespace everyword
