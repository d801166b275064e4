#include "ui/models/model_choice.h"

#include <QFileInfo>
#include <algorithm>

#include "engine/api/modes.h"

namespace everyword {
namespace {

bool usesOnlyThePack(const ModelSet &models) { return models.files.empty(); }

bool isRole(const QString &family) {
  const std::vector<ModelRole> roles = modelRoles();
  return std::any_of(roles.begin(), roles.end(), [&](const ModelRole &role) {
    return role.of.empty() && role.role == family.toStdString();
  });
}

/// The role that a model of this family takes; empty: none.
QString roleOf(const QString &family) {
  return family == QLatin1String("clip vocabulary") ? QStringLiteral("merges")
         : isRole(family)                           ? family
                                                    : QString();
}

/// An empty path takes the pack's. What came with the model before goes with it.
void setModel(ModelSet &models, const std::string &role, const std::string &path) {
  for (const ModelRole &other : modelRoles()) {
    if (other.of == role) {
      models.setPath(other.role, "");
    }
  }
  models.setPath(role, path);
}

}  // namespace

ModelChoice::ModelChoice(ModelShelf &shelf, QObject *parent) : QObject(parent), shelf_(shelf) {
  connect(&shelf_, &ModelShelf::changed, this, &ModelChoice::changed);
}

void ModelChoice::setRequest(const RunRequest &request) {
  const bool others = request.models != request_.models || request.mode != request_.mode;
  request_ = request;
  if (others) {
    Q_EMIT changed();
  }
}

bool ModelChoice::isUsable(const ShelfItem &item) {
  return item.kind == ShelfItem::Kind::Pack ||
         (item.kind == ShelfItem::Kind::Installed && !roleOf(item.family).isEmpty());
}

bool ModelChoice::isInUse(const ShelfItem &item) const {
  const ModelSet &now = models();
  const std::string path = item.path.toStdString();
  switch (item.kind) {
    case ShelfItem::Kind::Pack:
      return now.files.empty() && now.pack == item.name.toStdString();
    case ShelfItem::Kind::Installed:
      return std::any_of(now.files.begin(), now.files.end(),
                         [&](const auto &file) { return file.second == path; });
    case ShelfItem::Kind::Known:
      break;
  }
  return false;
}

QString ModelChoice::packTitle() const {
  const QString name = QString::fromStdString(models().pack);
  const ShelfItem *pack = shelf_.find(QStringLiteral("pack:") + name);
  return pack ? pack->title : QFileInfo(name).fileName();
}

QString ModelChoice::titleOf(const std::string &path) const {
  if (path.empty()) {
    return packTitle();
  }
  const ShelfItem *item = shelf_.installedAt(QString::fromStdString(path));
  return item ? item->title : QFileInfo(QString::fromStdString(path)).fileName();
}

QStringList ModelChoice::roles() const {
  QStringList roles;
  for (const ModeInfo &mode : modeInfos()) {
    if (mode.id == request_.mode) {
      for (const auto *list : {&mode.roles, &mode.optionalRoles}) {
        for (const std::string &role : *list) {
          roles << QString::fromStdString(role);
        }
      }
    }
  }
  return roles;
}

QString ModelChoice::title() const {
  QStringList titles;
  bool own = false;
  for (const QString &role : roles()) {
    const std::string &path = models().path(role.toStdString());
    own = own || !path.empty();
    if (titles.size() < 2 || !path.empty()) {  // the pack has no optional ones
      titles << titleOf(path);
    }
  }
  return own ? titles.join(QStringLiteral(" × ")) : packTitle();
}

void ModelChoice::use(const ShelfItem &item) {
  ModelSet wanted = models();
  if (item.kind == ShelfItem::Kind::Pack) {
    wanted = {};
    wanted.pack = item.name.toStdString();
  } else if (isUsable(item)) {
    setModel(wanted, roleOf(item.family).toStdString(), item.name.toStdString());
  }
  choose(wanted, item.title);
}

void ModelChoice::usePackFor(const QString &role) {
  ModelSet wanted = models();
  setModel(wanted, role.toStdString(), "");
  choose(wanted, tr("the models of %1").arg(packTitle()));
}

void ModelChoice::setEnabled(bool enabled) {
  if (enabled != enabled_) {
    enabled_ = enabled;
    Q_EMIT changed();
  }
}

bool ModelChoice::isRefused(int choice, const QString &name, const QString &problem) {
  if (choice != newest_) {
    return true;
  }
  if (!problem.isEmpty()) {
    Q_EMIT refused(problem);
  } else if (!enabled_) {
    Q_EMIT refused(tr("%1 was not chosen: a run has begun.").arg(name));
  }
  return !problem.isEmpty() || !enabled_;
}

void ModelChoice::choose(const ModelSet &wanted, const QString &name) {
  const int mine = ++newest_;
  if (wanted == models()) {
    return;
  }
  RunRequest request = request_;
  request.models = wanted;
  if (usesOnlyThePack(wanted)) {  // they belong together, and bring settings
    shelf_.recommend(request, [=, this, before = request_.toJson()](const RunRequest &recommended,
                                                                    const QString &problem) {
      if (isRefused(mine, name, problem)) {
        return;
      }
      if (request_.toJson() != before) {  // edited in the meantime
        choose(wanted, name);
      } else {
        Q_EMIT this->wanted(recommended, tr("use %1").arg(name));
      }
    });
    return;
  }
  shelf_.checkFit(request, [=, this](const RunRequest &fitting, const MemoryEstimate &memory,
                                     const QString &problem) {
    if (isRefused(mine, name, problem)) {
      return;
    }
    RunRequest with = request_;
    with.models = fitting.models;
    Q_EMIT this->wanted(with, tr("use %1").arg(name));
    const QString needs = sizeText(memory.weights + memory.step);
    Q_EMIT chosen(memory.available > 0
                      ? tr("%1 is chosen. A run needs about %2 of memory, %3 are free.")
                            .arg(title(), needs, sizeText(memory.available))
                      : tr("%1 is chosen. A run needs about %2 of memory.").arg(title(), needs));
  });
}

}  // namespace everyword
