#pragma once

#include <QMenu>
#include <QToolButton>

#include "ui/models/model_choice.h"

namespace everyword {

/// The models that make the picture, at the top right of the window, with a menu to choose others.
class ModelButton : public QToolButton {
  Q_OBJECT

 public:
  explicit ModelButton(ModelChoice &choice, QWidget *parent = nullptr);

 Q_SIGNALS:
  void importRequested();
  void addressRequested();
  void manageRequested();

 private:
  void refresh();
  void fillMenu();
  void addHeader(const QString &text);
  /// One of several that exclude each other.
  void addOption(const QString &text, bool checked, std::function<void()> choose);
  /// "From the pack" and every installed model of the family.
  void addModels(const QString &header, const QString &family, bool packIsUsed,
                 std::function<void()> usePack);

  ModelChoice &choice_;
  QMenu menu_;
};

}  // namespace everyword
