#include "ui/models/model_button.h"

#include <QActionGroup>

#include "ui/theme/icons.h"

namespace everyword {
namespace {
constexpr int kLargestWidth = 300;
}

ModelButton::ModelButton(ModelChoice &choice, QWidget *parent)
    : QToolButton(parent), choice_(choice) {
  setObjectName(QStringLiteral("modelButton"));
  setPopupMode(QToolButton::InstantPopup);
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setIcon(themedIcon(QStringLiteral("models")));
  setIconSize(QSize(16, 16));
  setMenu(&menu_);
  menu_.setObjectName(QStringLiteral("modelMenu"));
  connect(&menu_, &QMenu::aboutToShow, this, &ModelButton::fillMenu);
  connect(&choice_, &ModelChoice::changed, this, &ModelButton::refresh);
  refresh();
}

void ModelButton::refresh() {
  const QString title = choice_.title();
  setText(fontMetrics().elidedText(title, Qt::ElideMiddle, kLargestWidth));
  setToolTip(tr("Models that make the picture: %1").arg(title));
  setAccessibleName(tr("Models: %1").arg(title));
}

void ModelButton::addHeader(const QString &text) {
  if (!menu_.isEmpty()) {
    menu_.addSeparator();
  }
  menu_.addAction(text)->setEnabled(false);
}

void ModelButton::addOption(const QString &text, bool checked, std::function<void()> choose) {
  QAction *action = menu_.addAction(text, this, [choose = std::move(choose)] { choose(); });
  action->setCheckable(true);
  action->setChecked(checked);
  action->setEnabled(choice_.isEnabled());
}

void ModelButton::addModels(const QString &header, const QString &family, bool packIsUsed,
                            std::function<void()> usePack) {
  std::vector<ShelfItem> models;
  for (const ShelfItem &item : choice_.shelf().items()) {
    if (item.kind == ShelfItem::Kind::Installed && item.family == family) {
      models.push_back(item);
    }
  }
  if (models.empty()) {
    return;
  }
  addHeader(header);
  addOption(tr("From %1").arg(choice_.packTitle()), packIsUsed, std::move(usePack));
  for (const ShelfItem &item : models) {
    addOption(QStringLiteral("%1  (%2)").arg(item.title, item.name), choice_.isInUse(item),
              [this, item] { choice_.use(item); });
  }
}

void ModelButton::fillMenu() {
  menu_.clear();
  addHeader(tr("Packs"));
  for (const ShelfItem &item : choice_.shelf().items()) {
    if (item.kind == ShelfItem::Kind::Pack) {
      addOption(item.title, choice_.isInUse(item), [this, item] { choice_.use(item); });
    }
  }
  for (const QString &role : choice_.roles()) {
    addModels(familyText(role), role, choice_.models().path(role.toStdString()).empty(),
              [this, role] { choice_.usePackFor(role); });
  }
  menu_.addSeparator();
  menu_.addAction(themedIcon(QStringLiteral("import")), tr("Import a model file…"), this,
                  &ModelButton::importRequested);
  menu_.addAction(themedIcon(QStringLiteral("download")), tr("Download from an address…"), this,
                  &ModelButton::addressRequested);
  menu_.addAction(themedIcon(QStringLiteral("models")), tr("Manage models…"), this,
                  &ModelButton::manageRequested);
}

}  // namespace everyword
