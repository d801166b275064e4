#pragma once

#include <QDialog>

#include "ui/models/address_dialog.h"
#include "ui/models/model_choice.h"
#include "ui/models/model_details.h"
#include "ui/models/model_list.h"
#include "ui/theme/message_bar.h"

namespace everyword {

/// What is installed and what can be had. Not modal; files dropped on it are imported.
class ModelsDialog : public QDialog {
  Q_OBJECT

 public:
  ModelsDialog(ModelShelf &shelf, ModelChoice &choice, QWidget *parent);

  void pick(const QString &key) { list_->pick(key); }
  MessageBar &messages() { return *messages_; }
  /// Opens the dialog for an address over this one.
  void askForAddress();

 Q_SIGNALS:
  void importRequested();

 private:
  void build();
  QWidget *buildFooter();
  void askToRemove(const QString &name);
  void onInstalled(const QString &key, bool wasThere);

  ModelShelf &shelf_;
  ModelChoice &choice_;
  ModelList *list_;
  ModelDetails *details_;
  MessageBar *messages_;
  QPushButton *import_ = nullptr, *address_ = nullptr;
  AddressDialog *addressDialog_ = nullptr;  ///< made when first asked for; keeps what was typed
};

}  // namespace everyword
