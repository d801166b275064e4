#include "ui/models/model_choice.h"

#include <QFileInfo>

#include "ui/theme/sentence.h"

namespace everyword {
namespace {

bool isClip(const ShelfItem &item) { return item.family == QLatin1String("clip"); }
bool isGenerator(const ShelfItem &item) { return item.family == QLatin1String("vqgan"); }
bool usesOnlyThePack(const ModelSet &models) { return models.files.empty(); }

}  // namespace

ModelChoice::ModelChoice(ModelShelf &shelf, QObject *parent) : QObject(parent), shelf_(shelf) {
  connect(&shelf_, &ModelShelf::changed, this, &ModelChoice::changed);
}

void ModelChoice::setRequest(const RunRequest &request) {
  const bool others = request.models != request_.models;
  request_ = request;
  if (others) {
    Q_EMIT changed();
  }
}

bool ModelChoice::isUsable(const ShelfItem &item) {
  return item.kind == ShelfItem::Kind::Pack ||
         (item.kind == ShelfItem::Kind::Installed && (isClip(item) || isGenerator(item)));
}

bool ModelChoice::isInUse(const ShelfItem &item) const {
  const ModelSet &now = models();
  const std::string path = item.path.toStdString();
  switch (item.kind) {
    case ShelfItem::Kind::Pack:
      return now.files.empty() && now.pack == item.name.toStdString();
    case ShelfItem::Kind::Installed:
      return path == now.path("clip") || path == now.path("vqgan") || path == now.path("merges");
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

QString ModelChoice::title() const {
  const ModelSet &now = models();
  return now.path("clip").empty() && now.path("vqgan").empty()
             ? packTitle()
             : QStringLiteral("%1 × %2").arg(titleOf(now.path("clip")), titleOf(now.path("vqgan")));
}

void ModelChoice::use(const ShelfItem &item) {
  ModelSet wanted = models();
  if (item.kind == ShelfItem::Kind::Pack) {
    wanted = {};
    wanted.pack = item.name.toStdString();
  } else if (isClip(item)) {
    wanted.setPath("clip", item.name.toStdString());
    wanted.setPath("merges", "");
  } else if (isGenerator(item)) {
    wanted.setPath("vqgan", item.name.toStdString());
    wanted.setPath("vqgan_config", "");
  }
  choose(wanted, item.title);
}

void ModelChoice::usePackClip() {
  ModelSet wanted = models();
  wanted.setPath("clip", "");
  wanted.setPath("merges", "");
  choose(wanted, tr("CLIP of %1").arg(packTitle()));
}

void ModelChoice::usePackGenerator() {
  ModelSet wanted = models();
  wanted.setPath("vqgan", "");
  wanted.setPath("vqgan_config", "");
  choose(wanted, tr("generator of %1").arg(packTitle()));
}

void ModelChoice::setEnabled(bool enabled) {
  if (enabled != enabled_) {
    enabled_ = enabled;
    Q_EMIT changed();
  }
}

void ModelChoice::choose(const ModelSet &wanted, const QString &name) {
  const int mine = ++newest_;
  if (wanted == models()) {
    return;
  }
  if (usesOnlyThePack(wanted)) {
    push(wanted, name, /*withSettings=*/true);
    return;
  }
  RunRequest request = request_;
  request.models = wanted;
  shelf_.checkFit(request, [this, mine, name](const RunRequest &fitting,
                                              const MemoryEstimate &memory,
                                              const QString &problem) {
    if (mine != newest_) {
      return;
    }
    if (!problem.isEmpty()) {
      Q_EMIT refused(problem);
      return;
    }
    if (!enabled_) {
      Q_EMIT refused(tr("%1 was not chosen: a run has begun.").arg(name));
      return;
    }
    push(fitting.models, name, /*withSettings=*/false);
    const QString needs = sizeText(memory.weights + memory.step);
    Q_EMIT chosen(memory.available > 0
                      ? tr("%1 is chosen. A run needs about %2 of memory, %3 are free.")
                            .arg(title(), needs, sizeText(memory.available))
                      : tr("%1 is chosen. A run needs about %2 of memory.").arg(title(), needs));
  });
}

void ModelChoice::push(const ModelSet &models, const QString &name, bool withSettings) {
  RunRequest request = request_;
  request.models = models;
  try {
    if (withSettings && shelf_.engine()) {
      request = shelf_.engine()->recommended(request);
    }
  } catch (const std::exception &error) {
    Q_EMIT refused(sentence(error));
    return;
  }
  Q_EMIT wanted(request, tr("use %1").arg(name));
}

}  // namespace everyword
