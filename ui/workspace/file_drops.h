#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace everyword {

/// Takes files that are dropped on a window or on what is in it.
class FileDrops : public QObject {
  Q_OBJECT

 public:
  /// Belongs to `window`.
  explicit FileDrops(QWidget &window);

 Q_SIGNALS:
  /// Local files, at least one.
  void dropped(const QStringList &paths);

 protected:
  bool eventFilter(QObject *watched, QEvent *event) override;
};

}  // namespace everyword
