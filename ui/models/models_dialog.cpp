#include "ui/models/models_dialog.h"

#include <QHBoxLayout>
#include <QMessageBox>
#include <QVBoxLayout>

#include "ui/theme/file_drops.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

ModelsDialog::ModelsDialog(ModelShelf &shelf, ModelChoice &choice, QWidget *parent)
    : QDialog(parent),
      shelf_(shelf),
      choice_(choice),
      list_(new ModelList(choice)),
      details_(new ModelDetails(shelf, choice)),
      messages_(new MessageBar) {
  setObjectName(QStringLiteral("modelsDialog"));
  setWindowTitle(tr("Models"));
  resize(880, 560);
  build();
  connect(list_, &ModelList::pickedChanged, this, [this] { details_->show(list_->pickedKey()); });
  connect(details_, &ModelDetails::removeRequested, this, &ModelsDialog::askToRemove);
  connect(&shelf_, &ModelShelf::installed, this, &ModelsDialog::onInstalled);
  const auto refuse = [this](const QString &sentence) {
    messages_->showMessage(MessageBar::Kind::Error, sentence);
  };
  connect(&shelf_, &ModelShelf::failed, this, refuse);
  connect(&choice_, &ModelChoice::refused, this, refuse);
  const auto report = [this](const QString &sentence) {
    messages_->showMessage(MessageBar::Kind::Info, sentence);
  };
  connect(&choice_, &ModelChoice::chosen, this, report);
  connect(&shelf_, &ModelShelf::importing, this,
          [report](const QString &fileName) { report(tr("Importing %1…").arg(fileName)); });
  const auto refreshImport = [this] {
    import_->setEnabled(!shelf_.isBusy());
    address_->setEnabled(!shelf_.isBusy());
  };
  connect(&shelf_, &ModelShelf::changed, this, refreshImport);
  connect(&shelf_, &ModelShelf::downloadChanged, this, refreshImport);
  refreshImport();
  auto *drops = new FileDrops(*this);
  connect(drops, &FileDrops::dropped, &shelf_, &ModelShelf::importFiles);
  details_->show(list_->pickedKey());
  list_->setFocus();
}

void ModelsDialog::build() {
  auto *middle = new QHBoxLayout;
  middle->setSpacing(0);
  list_->setFixedWidth(300);
  middle->addWidget(list_);
  middle->addWidget(details_, 1);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addLayout(middle, 1);
  column->addWidget(buildFooter());
}

QWidget *ModelsDialog::buildFooter() {
  auto *footer = new QFrame;
  footer->setObjectName(QStringLiteral("dialogFooter"));
  import_ = new QPushButton(themedIcon(QStringLiteral("import")), tr("Import file…"));
  import_->setObjectName(QStringLiteral("importModel"));
  import_->setToolTip(tr("A checkpoint or a vocabulary; its content says what it is"));
  address_ =
      new QPushButton(themedIcon(QStringLiteral("download")), tr("Download from an address…"));
  address_->setObjectName(QStringLiteral("downloadAddress"));
  address_->setToolTip(tr("From an http or https address of your own"));
  auto *hint = new QLabel(tr("Files can be dropped here, too. Nothing in them is run."));
  hint->setObjectName(QStringLiteral("muted"));
  auto *close = new QPushButton(tr("Close"));
  close->setObjectName(QStringLiteral("closeModels"));
  for (QPushButton *button : {import_, address_, close}) {
    button->setAutoDefault(false);
  }
  auto *row = new QHBoxLayout(footer);
  row->setContentsMargins(2 * kGrid, kGrid + kHalfGrid, 2 * kGrid, kGrid + kHalfGrid);
  row->setSpacing(kGrid);
  row->addWidget(import_);
  row->addWidget(address_);
  row->addWidget(hint, 1);
  row->addWidget(close);
  connect(import_, &QPushButton::clicked, this, &ModelsDialog::importRequested);
  connect(address_, &QPushButton::clicked, this, &ModelsDialog::askForAddress);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  return footer;
}

void ModelsDialog::askForAddress() {
  if (!addressDialog_) {
    addressDialog_ = new AddressDialog(this);
    connect(addressDialog_, &AddressDialog::chosen, this,
            [this](const QString &address, const QString &sha256) {
              messages_->dismiss();
              shelf_.downloadAddress(address, sha256);
              list_->pick(typedItem(address, sha256).key());
            });
  }
  addressDialog_->open();
}

void ModelsDialog::askToRemove(const QString &name) {
  auto *question = new QMessageBox(
      QMessageBox::Question, tr("Remove a model"),
      tr("Delete the files of “%1”? They can be imported or downloaded again.").arg(name),
      QMessageBox::Cancel, this);
  question->setObjectName(QStringLiteral("removeQuestion"));
  question->setAttribute(Qt::WA_DeleteOnClose);
  QPushButton *remove = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
  remove->setObjectName(QStringLiteral("confirmRemove"));
  connect(remove, &QPushButton::clicked, this, [this, name] { shelf_.remove(name); });
  question->open();
}

void ModelsDialog::onInstalled(const QString &key, bool wasThere) {
  list_->pick(key);
  if (const ShelfItem *item = shelf_.find(key)) {
    messages_->showMessage(MessageBar::Kind::Info,
                           wasThere
                               ? tr("%1 was there already, as “%2”.").arg(item->title, item->name)
                               : tr("%1 is installed as “%2”.").arg(item->title, item->name));
  }
}

}  // namespace everyword
