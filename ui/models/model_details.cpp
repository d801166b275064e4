#include "ui/models/model_details.h"

#include <QVBoxLayout>

#include "engine/api/modes.h"
#include "ui/models/model_list.h"
#include "ui/theme/elided_label.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

/// Of those that a catalogue names the ones that there are.
QString modesText(const QStringList &modes) {
  QStringList names;
  for (const ModeInfo &info : modeInfos()) {
    if (modes.contains(QString::fromStdString(info.id))) {
      names << QString::fromStdString(info.title);
    }
  }
  return names.join(QStringLiteral(", "));
}

QString useText(const ShelfItem &item) {
  return item.kind == ShelfItem::Kind::Pack                ? ModelDetails::tr("Use this pack")
         : item.family == QLatin1String("clip")            ? ModelDetails::tr("Use as CLIP")
         : item.family == QLatin1String("clip vocabulary") ? ModelDetails::tr("Use as vocabulary")
         : item.family == QLatin1String("arcface")         ? ModelDetails::tr("Use for identity")
                                                           : ModelDetails::tr("Use as generator");
}

}  // namespace

ModelDetails::ModelDetails(ModelShelf &shelf, ModelChoice &choice, QWidget *parent)
    : QWidget(parent),
      shelf_(shelf),
      choice_(choice),
      title_(new QLabel),
      family_(new QLabel),
      progressText_(new QLabel),
      progress_(new QProgressBar),
      accept_(new QCheckBox(tr("Download it without a checksum"))) {
  setObjectName(QStringLiteral("modelDetails"));
  build();
  connectButtons();
  connect(&shelf_, &ModelShelf::changed, this, &ModelDetails::refresh);
  connect(&choice_, &ModelChoice::changed, this, &ModelDetails::refresh);
  connect(&shelf_, &ModelShelf::downloadChanged, this, [this] {
    if (const ShelfItem *item = shelf_.find(key_)) {
      refreshDownload(*item);
      refreshButtons(*item);
    }
  });
}

void ModelDetails::build() {
  title_->setObjectName(QStringLiteral("modelTitle"));
  title_->setTextFormat(Qt::PlainText);
  title_->setWordWrap(true);
  family_->setObjectName(QStringLiteral("muted"));
  progressText_->setObjectName(QStringLiteral("downloadText"));
  progressText_->setTextFormat(Qt::PlainText);
  progressText_->setWordWrap(true);
  progress_->setObjectName(QStringLiteral("downloadProgress"));
  progress_->setAccessibleName(tr("Progress of the download"));
  progress_->setTextVisible(false);
  accept_->setObjectName(QStringLiteral("acceptUnverified"));
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(3 * kGrid, 2 * kGrid, 3 * kGrid, 2 * kGrid);
  column->setSpacing(kHalfGrid);
  column->addWidget(title_);
  column->addWidget(family_);
  column->addSpacing(2 * kGrid);
  factsPlace_ = new QVBoxLayout;
  column->addLayout(factsPlace_);
  column->addStretch();
  column->addWidget(progressText_);
  column->addWidget(progress_);
  column->addWidget(accept_);
  column->addSpacing(kGrid);
  buttons_ = new QHBoxLayout;
  buttons_->setSpacing(kGrid);
  column->addLayout(buttons_);
  use_ = addButton(QStringLiteral("useModel"), QStringLiteral("check"), QString());
  download_ = addButton(QStringLiteral("downloadModel"), QStringLiteral("download"), QString());
  pause_ = addButton(QStringLiteral("pauseDownload"), QStringLiteral("pause"), tr("Pause"));
  cancel_ = addButton(QStringLiteral("cancelDownload"), QStringLiteral("close"), tr("Cancel"));
  verify_ = addButton(QStringLiteral("verifyModel"), QString(), tr("Verify"));
  buttons_->addStretch();
  remove_ = addButton(QStringLiteral("removeModel"), QStringLiteral("trash"), tr("Remove…"));
  verify_->setToolTip(tr("Compare size and SHA-256 with what they were when it came"));
  pause_->setToolTip(tr("Keep what has come; the download goes on from there"));
}

QPushButton *ModelDetails::addButton(const QString &name, const QString &icon,
                                     const QString &text) {
  auto *button = new QPushButton(text);
  button->setObjectName(name);
  button->setAutoDefault(false);
  if (!icon.isEmpty()) {
    button->setIcon(themedIcon(icon));
  }
  buttons_->addWidget(button);
  return button;
}

void ModelDetails::connectButtons() {
  const auto onItem = [this](QPushButton *button, auto action) {
    connect(button, &QPushButton::clicked, this, [this, action] {
      if (const ShelfItem *item = shelf_.find(key_)) {
        action(ShelfItem(*item));  // a copy: the action may renew the shelf
      }
    });
  };
  onItem(use_, [this](const ShelfItem &item) { choice_.use(item); });
  onItem(verify_, [this](const ShelfItem &item) { shelf_.verify(item.key()); });
  onItem(remove_, [this](const ShelfItem &item) { Q_EMIT removeRequested(item.name); });
  onItem(download_, [this](const ShelfItem &item) {
    const auto &download = shelf_.download();
    const bool accepted = download && download->name == item.name && download->acceptUnverified;
    shelf_.startDownload(item.name, accepted || accept_->isChecked());
  });
  onItem(cancel_, [this](const ShelfItem &item) {
    const auto &download = shelf_.download();
    if (download && download->name == item.name) {
      shelf_.cancelDownload();
    } else {
      shelf_.forgetAddress(item.name);
    }
  });
  connect(pause_, &QPushButton::clicked, &shelf_, &ModelShelf::pauseDownload);
  connect(accept_, &QCheckBox::toggled, this, [this] {
    if (const ShelfItem *item = shelf_.find(key_)) {
      refreshButtons(*item);
    }
  });
}

void ModelDetails::show(const QString &key) {
  if (key != key_) {
    accept_->setChecked(false);
  }
  key_ = key;
  refresh();
}

void ModelDetails::refresh() {
  const ShelfItem *item = shelf_.find(key_);
  const ShelfItem shown = item ? *item : ShelfItem();
  title_->setText(shown.title);
  family_->setText(item ? familyText(shown) : QString());
  refreshFacts(shown);
  refreshDownload(shown);
  refreshButtons(shown);
}

void ModelDetails::addFact(const QString &name, const QString &text, bool oneLine) {
  if (text.isEmpty()) {
    return;
  }
  auto *label = new QLabel(name);
  label->setObjectName(QStringLiteral("muted"));
  QLabel *value = oneLine ? new ElidedLabel(text) : new QLabel(text);
  if (!oneLine) {
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  const int row = factsGrid_->rowCount();
  factsGrid_->addWidget(label, row, 0, Qt::AlignTop);
  factsGrid_->addWidget(value, row, 1);
}

void ModelDetails::refreshFacts(const ShelfItem &item) {
  delete facts_;
  facts_ = new QWidget;
  factsGrid_ = new QGridLayout(facts_);
  factsGrid_->setContentsMargins(0, 0, 0, 0);
  factsGrid_->setHorizontalSpacing(2 * kGrid);
  factsGrid_->setVerticalSpacing(kGrid);
  factsGrid_->setColumnStretch(1, 1);
  addFact(tr("Name"), item.kind == ShelfItem::Kind::Installed ? item.name : QString());
  addFact(tr("Modes"), modesText(item.modes));
  addFact(tr("Size"), item.bytes > 0 ? sizeText(item.bytes) : QString());
  addFact(tr("Licence"), item.licence);
  addFact(tr("Source"), item.source, true);
  addFact(tr("File"), item.path, true);
  addFact(tr("Settings"), item.configPath, true);
  addFact(QStringLiteral("SHA-256"), item.sha256, true);
  addFact(tr("Checked"), key_.isEmpty() ? QString() : checkText(item));
  factsPlace_->addWidget(facts_);
}

QString ModelDetails::checkText(const ShelfItem &item) const {
  if (item.kind == ShelfItem::Kind::Known) {
    return item.sha256.isEmpty() ? tr("No SHA-256 is known for it")
                                 : tr("Against its SHA-256, after the download");
  }
  const Verification verification = shelf_.verification(item.key());
  switch (verification.result) {
    case Verification::Result::Looking:
      return tr("Reading the files…");
    case Verification::Result::Good:
      return tr("All files are as they came");
    case Verification::Result::Damaged:
      return verification.problem;
    case Verification::Result::NotYet:
      break;
  }
  return item.kind == ShelfItem::Kind::Pack ? tr("Whenever it is loaded")
                                            : tr("When it was installed");
}

void ModelDetails::refreshDownload(const ShelfItem &item) {
  const auto &download = shelf_.download();
  const bool mine = download && item.kind == ShelfItem::Kind::Known && download->name == item.name;
  progressText_->setVisible(mine);
  progress_->setVisible(mine);
  accept_->setVisible(item.kind == ShelfItem::Kind::Known && !key_.isEmpty() &&
                      item.sha256.isEmpty() && !mine);
  if (!mine) {
    return;
  }
  QString text = downloadText(*download);
  const DownloadProgress &now = download->progress;
  const bool running = download->stage == ShelfDownload::Stage::Running;
  if (running && now.phase == DownloadProgress::Phase::Receiving && now.bytesPerSecond > 0) {
    text = tr("%1, %2 a second").arg(text, sizeText(qint64(now.bytesPerSecond)));
  }
  progressText_->setText(text);
  const bool known = now.total > 0;
  progress_->setRange(0, known || !running ? 1000 : 0);  // 0, 0: busy, no one knows how long
  progress_->setValue(known ? int(1000 * now.done / now.total) : 0);
}

void ModelDetails::refreshButtons(const ShelfItem &item) {
  using Kind = ShelfItem::Kind;
  const bool none = key_.isEmpty() || !shelf_.find(key_);
  const bool known = !none && item.kind == Kind::Known;
  const auto &download = shelf_.download();
  const bool mine = known && download && download->name == item.name;
  const bool running = mine && download->stage == ShelfDownload::Stage::Running;
  const bool paused = mine && download->stage == ShelfDownload::Stage::Paused;
  const bool inUse = choice_.isInUse(item);

  use_->setVisible(!none && ModelChoice::isUsable(item));
  use_->setText(inUse ? tr("In use") : useText(item));
  use_->setEnabled(!inUse && choice_.isEnabled());
  use_->setToolTip(choice_.isEnabled() ? QString() : tr("After the run"));
  download_->setVisible(known && (!mine || paused));
  download_->setText(paused ? tr("Resume") : tr("Download"));
  download_->setEnabled(!shelf_.isBusy() &&
                        (paused || !item.sha256.isEmpty() || accept_->isChecked()));
  pause_->setVisible(mine && !paused);
  pause_->setEnabled(running);
  cancel_->setVisible(mine || item.isTyped);
  cancel_->setEnabled(mine ? running || paused : !shelf_.isBusy());
  cancel_->setText(mine ? tr("Cancel") : tr("Forget"));
  cancel_->setToolTip(mine ? tr("End the download and delete what has come")
                           : tr("Take the address away and delete what has come from it"));
  verify_->setVisible(!none && !known);
  verify_->setEnabled(shelf_.verification(key_).result != Verification::Result::Looking);
  remove_->setVisible(!none && item.kind == Kind::Installed);
  remove_->setEnabled(!inUse && !shelf_.isBusy());
  remove_->setToolTip(inUse ? tr("This project uses it") : tr("Delete its files"));
}

}  // namespace everyword
