#pragma once

#include <QObject>
#include <QStringList>

namespace everyword {

/// The last projects, newest first, kept in the application's settings.
class RecentFiles : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  /// Only files that still exist.
  QStringList paths() const;
  void add(const QString &path);

 Q_SIGNALS:
  void changed();
};

}  // namespace everyword
