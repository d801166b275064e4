#pragma once

#include <QString>
#include <QStringList>

#include "engine/api/engine.h"
#include "engine/api/model_store.h"

namespace everyword {

/// One thing on the shelf: a pack, a model in the user's folder, or one that can be downloaded.
struct ShelfItem {
  enum class Kind { Pack, Installed, Known };

  Kind kind = Kind::Installed;
  QString name, title, family;  ///< no family: a pack, which brings all that a run needs
  QStringList modes;
  QString licence, source, sha256;
  QString path, configPath;  ///< of an installed model's files
  qint64 bytes = 0;          ///< 0: not known
  bool isTyped = false;      ///< not a known model: its name is the address that the user has typed

  /// Different for all items.
  QString key() const;
  bool operator==(const ShelfItem &) const = default;
};

ShelfItem shelfItem(const PackInfo &pack);
ShelfItem shelfItem(const InstalledModel &model);
ShelfItem shelfItem(const KnownModel &model);
/// `sha256` may be empty.
ShelfItem typedItem(const QString &address, const QString &sha256);

/// "Generator (VQGAN)", of "vqgan"
QString familyText(const QString &family);
QString familyText(const ShelfItem &item);
/// "354.0 MB"
QString sizeText(qint64 bytes);

}  // namespace everyword
