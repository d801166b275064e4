#pragma once

#include <QObject>

#include "ui/models/model_button.h"
#include "ui/models/model_choice.h"
#include "ui/models/model_shelf.h"
#include "ui/models/models_dialog.h"

namespace everyword {

/// All about models that the window has to know: one button, one dialog, and news for the message
/// bar. While the dialog is open it shows the news itself.
class ModelDesk : public QObject {
  Q_OBJECT

 public:
  ModelDesk(ModelStoreFactory makeStore, QWidget &window);
  ~ModelDesk() override { delete dialog_; }  // before what it shows

  ModelShelf &shelf() { return shelf_; }
  ModelChoice &choice() { return choice_; }
  /// For the top of the window, which takes it.
  ModelButton *button() { return button_; }
  ModelsDialog &openManager();
  void importWithDialog();
  void importFiles(const QStringList &paths);

 Q_SIGNALS:
  void reported(const QString &sentence);
  void failed(const QString &sentence);
  /// A dropped model is there; using it is one click away.
  void installed(const QString &sentence, const everyword::ShelfItem &item);

 private:
  bool dialogIsOpen() const { return dialog_ && dialog_->isVisible(); }

  QWidget &window_;
  ModelShelf shelf_;
  ModelChoice choice_;
  ModelButton *button_;
  ModelsDialog *dialog_ = nullptr;  ///< made when first opened
};

}  // namespace everyword
