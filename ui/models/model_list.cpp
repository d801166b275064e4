#include "ui/models/model_list.h"

#include "ui/models/model_item_delegate.h"

namespace everyword {
namespace {

QString header(ShelfItem::Kind kind) {
  switch (kind) {
    case ShelfItem::Kind::Pack:
      return ModelList::tr("Packs");
    case ShelfItem::Kind::Installed:
      return ModelList::tr("Your models");
    case ShelfItem::Kind::Known:
      break;
  }
  return ModelList::tr("To download");
}

QString secondLine(const ShelfItem &item) {
  const QString size = item.bytes > 0 ? sizeText(item.bytes) : QString();
  switch (item.kind) {
    case ShelfItem::Kind::Pack:
      return size.isEmpty() ? ModelList::tr("Built in") : ModelList::tr("Built in, %1").arg(size);
    case ShelfItem::Kind::Installed:
      return QStringLiteral("%1, %2").arg(item.name, size);
    case ShelfItem::Kind::Known:
      break;
  }
  return size.isEmpty() ? ModelList::tr("Size not known") : size;
}

}  // namespace

QString downloadText(const ShelfDownload &download) {
  const DownloadProgress &now = download.progress;
  if (download.stage == ShelfDownload::Stage::Pausing) {
    return ModelList::tr("Ending…");
  }
  if (download.stage == ShelfDownload::Stage::Paused) {
    return ModelList::tr("Paused at %1").arg(sizeText(now.done));
  }
  switch (now.phase) {
    case DownloadProgress::Phase::Connecting:
      return ModelList::tr("Connecting…");
    case DownloadProgress::Phase::Waiting:
      return ModelList::tr("Waiting: %1").arg(QString::fromStdString(now.note));
    case DownloadProgress::Phase::Checking:
      return ModelList::tr("Checking…");
    case DownloadProgress::Phase::Receiving:
      break;
  }
  return now.total > 0
             ? ModelList::tr("%1 % of %2").arg(100 * now.done / now.total).arg(sizeText(now.total))
             : sizeText(now.done);
}

ModelList::ModelList(ModelChoice &choice, QWidget *parent) : QListWidget(parent), choice_(choice) {
  setObjectName(QStringLiteral("modelList"));
  setAccessibleName(tr("Models"));
  setItemDelegate(new ModelItemDelegate(this));
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setUniformItemSizes(false);
  connect(&choice_.shelf(), &ModelShelf::changed, this, &ModelList::rebuild);
  connect(&choice_.shelf(), &ModelShelf::downloadChanged, this, &ModelList::refreshLines);
  connect(&choice_, &ModelChoice::changed, this, &ModelList::refreshLines);
  connect(this, &QListWidget::currentItemChanged, this, &ModelList::pickedChanged);
  rebuild();
}

QString ModelList::pickedKey() const {
  return currentItem() ? currentItem()->data(ModelItemDelegate::KeyRole).toString() : QString();
}

void ModelList::pick(const QString &key) {
  for (int row = 0; row < count(); ++row) {
    if (item(row)->data(ModelItemDelegate::KeyRole).toString() == key) {
      setCurrentRow(row);
      scrollToItem(item(row));
      return;
    }
  }
}

void ModelList::addHeader(const QString &text) {
  auto *row = new QListWidgetItem(text, this);
  row->setFlags(Qt::NoItemFlags);
}

void ModelList::rebuild() {
  const QString picked = pickedKey();
  {
    const QSignalBlocker quiet(this);
    clear();
    std::optional<ShelfItem::Kind> section;
    for (const ShelfItem &model : choice_.shelf().items()) {
      if (section != model.kind) {
        addHeader(header(model.kind));
        section = model.kind;
      }
      auto *row = new QListWidgetItem(model.title, this);
      row->setData(ModelItemDelegate::KeyRole, model.key());
    }
    pick(picked);
    if (!currentItem() && count() > 1) {
      setCurrentRow(1);
    }
  }
  refreshLines();
  Q_EMIT pickedChanged();
}

void ModelList::refreshLines() {
  const auto &download = choice_.shelf().download();
  for (int index = 0; index < count(); ++index) {
    QListWidgetItem *row = item(index);
    const QString key = row->data(ModelItemDelegate::KeyRole).toString();
    const ShelfItem *model = choice_.shelf().find(key);
    if (!model) {
      continue;
    }
    const bool loading =
        download && model->kind == ShelfItem::Kind::Known && download->name == model->name;
    const auto result = choice_.shelf().verification(key).result;
    const bool damaged = result == Verification::Result::Damaged;
    const QString line = loading ? downloadText(*download) : secondLine(*model);
    row->setData(ModelItemDelegate::LineRole, damaged ? tr("Damaged: %1").arg(line) : line);
    row->setData(ModelItemDelegate::InUseRole, choice_.isInUse(*model));
    row->setData(ModelItemDelegate::DamagedRole, damaged);
    row->setData(Qt::AccessibleTextRole,
                 choice_.isInUse(*model) ? tr("%1, in use").arg(model->title) : model->title);
  }
}

}  // namespace everyword
