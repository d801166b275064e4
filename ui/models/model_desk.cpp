#include "ui/models/model_desk.h"

#include <QFileDialog>

namespace everyword {

ModelDesk::ModelDesk(ModelStoreFactory makeStore, QWidget &window)
    : window_(window),
      shelf_(std::move(makeStore)),
      choice_(shelf_),
      button_(new ModelButton(choice_)) {
  connect(button_, &ModelButton::manageRequested, this, [this] { openManager(); });
  connect(button_, &ModelButton::importRequested, this, &ModelDesk::importWithDialog);
  connect(button_, &ModelButton::addressRequested, this, [this] { openManager().askForAddress(); });
  const auto refuse = [this](const QString &sentence) {
    if (!dialogIsOpen()) {
      Q_EMIT failed(sentence);
    }
  };
  connect(&shelf_, &ModelShelf::failed, this, refuse);
  connect(&choice_, &ModelChoice::refused, this, refuse);
  connect(&choice_, &ModelChoice::chosen, this, &ModelDesk::reported);
  connect(&shelf_, &ModelShelf::importing, this, [this](const QString &fileName) {
    if (!dialogIsOpen()) {
      Q_EMIT reported(tr("Importing %1…").arg(fileName));
    }
  });
  connect(&shelf_, &ModelShelf::installed, this, [this](const QString &key, bool wasThere) {
    const ShelfItem *item = shelf_.find(key);
    if (item && !dialogIsOpen()) {
      Q_EMIT installed(wasThere ? tr("%1 was there already, as “%2”.").arg(item->title, item->name)
                                : tr("%1 is installed as “%2”.").arg(item->title, item->name),
                       *item);
    }
  });
}

ModelsDialog &ModelDesk::openManager() {
  if (!dialog_) {
    dialog_ = new ModelsDialog(shelf_, choice_, &window_);
    connect(dialog_, &ModelsDialog::importRequested, this, &ModelDesk::importWithDialog);
  }
  dialog_->messages().dismiss();
  dialog_->show();
  dialog_->raise();
  dialog_->activateWindow();
  shelf_.refresh();
  return *dialog_;
}

void ModelDesk::importWithDialog() {
  importFiles(QFileDialog::getOpenFileNames(
      dialogIsOpen() ? dialog_ : &window_, tr("Import models"), QString(),
      tr("Checkpoints and vocabularies (*.pt *.pth *.ckpt *.bin *.safetensors *.gz *.txt *.yaml);;"
         "All files (*)")));
}

void ModelDesk::importFiles(const QStringList &paths) {
  if (!paths.isEmpty()) {
    shelf_.importFiles(paths);
  }
}

}  // namespace everyword
