#pragma once

#include <QListWidget>

#include "ui/models/model_choice.h"

namespace everyword {

/// Packs, installed models, and those that can be downloaded, two lines each.
class ModelList : public QListWidget {
  Q_OBJECT

 public:
  explicit ModelList(ModelChoice &choice, QWidget *parent = nullptr);

  /// Empty: nothing is picked.
  QString pickedKey() const;
  void pick(const QString &key);

 Q_SIGNALS:
  void pickedChanged();

 private:
  void rebuild();
  void addHeader(const QString &text);
  void refreshLines();

  ModelChoice &choice_;
};

/// "48 % of 354.0 MB", "Paused at 12.0 MB": what the second line and the details say.
QString downloadText(const ShelfDownload &download);

}  // namespace everyword
