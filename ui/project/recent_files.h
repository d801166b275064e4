#pragma once

#include <QObject>
#include <QStringList>

namespace everyword {

/// The last projects, newest first, kept in the application's settings.
class RecentFiles : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  /// Whether they still exist is not looked at: a folder of the network may take its time.
  QStringList paths() const;
  void add(const QString &path);

 Q_SIGNALS:
  void changed();
};

}  // namespace everyword
