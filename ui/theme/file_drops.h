#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace everyword {

/// Takes files that are dropped on a window or on what is in it, or pasted where no text is edited.
class FileDrops : public QObject {
  Q_OBJECT

 public:
  /// Belongs to `window`.
  explicit FileDrops(QWidget &window);

 Q_SIGNALS:
  /// Or pasted: local files, at least one.
  void dropped(const QStringList &paths);

 protected:
  bool eventFilter(QObject *watched, QEvent *event) override;
};

}  // namespace everyword
