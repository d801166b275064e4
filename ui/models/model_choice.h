#pragma once

#include <QObject>

#include "ui/models/model_shelf.h"

namespace everyword {

/// Which models the request that is being edited uses: what they are called, and choosing others.
/// It knows no document: it is given the request after each change, and asks for another by
/// wanted().
class ModelChoice : public QObject {
  Q_OBJECT

 public:
  explicit ModelChoice(ModelShelf &shelf, QObject *parent = nullptr);

  void setRequest(const RunRequest &request);

  const ModelShelf &shelf() const { return shelf_; }
  const ModelSet &models() const { return request_.models; }
  bool isInUse(const ShelfItem &item) const;
  /// Whether use() can do something with it: a pack, or a model that some mode uses.
  static bool isUsable(const ShelfItem &item);
  /// Roles of the models that the mode uses; those that it can do without come last.
  QStringList roles() const;
  /// Of the mode's models: "Starter pack", or "CLIP ViT-B/32 × VQGAN f16 16384".
  QString title() const;
  QString packTitle() const;

  /// A pack comes whole, with its recommended settings; a model of one's own takes the place of
  /// the pack's.
  void use(const ShelfItem &item);
  void usePackFor(const QString &role);
  /// Off during a run.
  void setEnabled(bool enabled);
  bool isEnabled() const { return enabled_; }

 Q_SIGNALS:
  /// Models that are known to fit together: the request with them and the settings recommended for
  /// them. `text` names the step in the undo menu.
  void wanted(const everyword::RunRequest &request, const QString &text);
  /// title(), isInUse() or isEnabled().
  void changed();
  void chosen(const QString &sentence);
  void refused(const QString &sentence);

 private:
  void choose(const ModelSet &wanted, const QString &name);
  /// Whether an answer to a choice comes to nothing: for a later choice, a problem, or a run that
  /// has begun; says the last two.
  bool isRefused(int choice, const QString &name, const QString &problem);
  QString titleOf(const std::string &path) const;

  ModelShelf &shelf_;
  RunRequest request_;
  bool enabled_ = true;
  int newest_ = 0;  ///< a later choice replaces one that is still being checked
};

}  // namespace everyword
