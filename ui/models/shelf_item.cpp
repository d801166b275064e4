#include "ui/models/shelf_item.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QLocale>
#include <QUrl>

namespace everyword {
namespace {

QString text(const char *source) { return QCoreApplication::translate("ModelShelf", source); }

QStringList listOf(const std::vector<std::string> &texts) {
  QStringList list;
  for (const std::string &one : texts) {
    list << QString::fromStdString(one);
  }
  return list;
}

/// What installed and known models have in common.
template <typename Model>
ShelfItem itemOf(const Model &model, ShelfItem::Kind kind) {
  ShelfItem item;
  item.kind = kind;
  item.name = QString::fromStdString(model.name);
  item.title = QString::fromStdString(model.title);
  item.family = QString::fromStdString(model.family);
  item.modes = listOf(model.modes);
  item.licence = QString::fromStdString(model.licence);
  item.source = QString::fromStdString(model.source);
  item.sha256 = QString::fromStdString(model.sha256);
  item.bytes = model.bytes;
  return item;
}

qint64 bytesBelow(const QString &folder) {
  qint64 bytes = 0;
  for (QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
    files.next();
    bytes += files.fileInfo().size();
  }
  return bytes;
}

}  // namespace

QString ShelfItem::key() const {
  const char *prefix = kind == Kind::Pack ? "pack:" : kind == Kind::Installed ? "model:" : "known:";
  return QLatin1String(prefix) + name;
}

ShelfItem shelfItem(const PackInfo &pack) {
  ShelfItem item;
  item.kind = ShelfItem::Kind::Pack;
  item.name = QString::fromStdString(pack.name);
  item.title = QString::fromStdString(pack.title);
  item.licence = QString::fromStdString(pack.notice);
  item.path = QString::fromStdString(pack.folder);
  item.bytes = item.path.isEmpty() ? 0 : bytesBelow(item.path);
  return item;
}

ShelfItem shelfItem(const InstalledModel &model) {
  ShelfItem item = itemOf(model, ShelfItem::Kind::Installed);
  item.path = QString::fromStdString(model.path);
  item.configPath = QString::fromStdString(model.configPath);
  return item;
}

ShelfItem shelfItem(const KnownModel &model) { return itemOf(model, ShelfItem::Kind::Known); }

ShelfItem typedItem(const QString &address, const QString &sha256) {
  ShelfItem item;
  item.kind = ShelfItem::Kind::Known;
  item.isTyped = true;
  const QUrl url(address);
  item.name = item.source = address;
  item.title = url.fileName().isEmpty() ? url.host() : url.fileName();
  item.sha256 = sha256;
  return item;
}

QString familyText(const ShelfItem &item) {
  if (item.isTyped) {
    return text("A file from an address; its content will say what it is");
  }
  if (item.family.isEmpty()) {
    return text("Pack: all that a run needs");
  }
  return familyText(item.family);
}

QString familyText(const QString &family) {
  static const std::pair<const char *, const char *> kTexts[] = {
      {"clip", QT_TRANSLATE_NOOP("ModelShelf", "Picture and text encoder (CLIP)")},
      {"clip vocabulary", QT_TRANSLATE_NOOP("ModelShelf", "Vocabulary")},
      {"vqgan", QT_TRANSLATE_NOOP("ModelShelf", "Generator (VQGAN)")},
      {"stylegan2", QT_TRANSLATE_NOOP("ModelShelf", "Generator (StyleGAN2)")},
      {"biggan", QT_TRANSLATE_NOOP("ModelShelf", "Generator (BigGAN)")},
      {"arcface", QT_TRANSLATE_NOOP("ModelShelf", "Identity of faces (IR-SE)")}};
  for (const auto &[id, label] : kTexts) {
    if (family == QLatin1String(id)) {
      return text(label);
    }
  }
  return family;
}

QString sizeText(qint64 bytes) {
  return QLocale().formattedDataSize(bytes, bytes < 1000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

}  // namespace everyword
