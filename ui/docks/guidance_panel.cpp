#include "ui/docks/guidance_panel.h"

#include <QGridLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

constexpr ParamSpec::Group kGroups[] = {ParamSpec::Group::What,    ParamSpec::Group::HowStrongly, ParamSpec::Group::HowLong,
                                        ParamSpec::Group::Picture, ParamSpec::Group::Copies,      ParamSpec::Group::Machine};

QString titleOf(ParamSpec::Group group) {
  switch (group) {
    case ParamSpec::Group::What:
      return GuidancePanel::tr("What");
    case ParamSpec::Group::HowStrongly:
      return GuidancePanel::tr("How strongly");
    case ParamSpec::Group::HowLong:
      return GuidancePanel::tr("How long");
    case ParamSpec::Group::Picture:
      return GuidancePanel::tr("Picture");
    case ParamSpec::Group::Copies:
      return GuidancePanel::tr("Copies");
    case ParamSpec::Group::Machine:
      break;
  }
  return GuidancePanel::tr("Machine");
}

/// A block of rows: label 104 px, editor, reset.
QWidget *makeBlock(QGridLayout *&grid) {
  auto *block = new QWidget;
  grid = new QGridLayout(block);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(kHalfGrid);
  grid->setVerticalSpacing(kHalfGrid + 2);
  grid->setColumnMinimumWidth(0, 13 * kGrid);
  grid->setColumnStretch(1, 1);
  return block;
}

/// The title of a group; with nothing but advanced rows it folds the whole group.
QToolButton *makeHeader(const QString &name, const QString &text, bool foldable) {
  auto *header = new QToolButton;
  header->setObjectName(name);
  header->setText(text);
  header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  header->setIconSize(QSize(14, 14));
  header->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  header->setCheckable(foldable);
  header->setFocusPolicy(foldable ? Qt::TabFocus : Qt::NoFocus);
  return header;
}

void makeFold(QToolButton *header, QWidget *block) {
  const auto fold = [header, block](bool open) {
    header->setIcon(themedIcon(open ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    block->setVisible(open);
  };
  fold(false);
  QObject::connect(header, &QToolButton::toggled, block, fold);
}

}  // namespace

GuidancePanel::GuidancePanel(Document &document, QWidget *parent) : QScrollArea(parent), document_(document) {
  setObjectName(QStringLiteral("guidancePanel"));
  setAccessibleName(tr("Guidance"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto *content = new QWidget;
  auto *column = new QVBoxLayout(content);
  column->setContentsMargins(kGrid + kHalfGrid, 0, kGrid, kGrid);
  column->setSpacing(kHalfGrid);
  for (const auto group : kGroups) {
    addGroup(group, *column);
  }
  column->addStretch();
  setWidget(content);
  connect(&document_, &Document::changed, this, &GuidancePanel::refresh);
}

void GuidancePanel::addGroup(ParamSpec::Group group, QVBoxLayout &column) {
  QGridLayout *plain = nullptr, *advanced = nullptr;
  QWidget *plainBlock = makeBlock(plain), *advancedBlock = makeBlock(advanced);
  int plainRows = 0, advancedRows = 0;
  for (const ParamSpec &spec : runParams()) {
    if (spec.group == group) {
      rows_.push_back(spec.advanced ? new ParamRow(document_, spec, *advanced, advancedRows++)
                                    : new ParamRow(document_, spec, *plain, plainRows++));
    }
  }
  auto *title = makeHeader(QStringLiteral("groupHeader"), titleOf(group), plainRows == 0);
  column.addWidget(title);
  column.addWidget(plainBlock);
  if (plainRows == 0) {
    makeFold(title, advancedBlock);
  } else if (advancedRows > 0) {
    auto *more = makeHeader(QStringLiteral("moreButton"), tr("More (%1)").arg(advancedRows), true);
    more->setAccessibleName(tr("More about “%1”").arg(titleOf(group)));
    makeFold(more, advancedBlock);
    column.addWidget(more);
  }
  column.addWidget(advancedBlock);
  plainBlock->setVisible(plainRows > 0);
  if (advancedRows == 0) {
    advancedBlock->hide();
  }
}

void GuidancePanel::setRunning(bool running) {
  for (ParamRow *row : rows_) {
    row->setRunning(running);
  }
}

void GuidancePanel::refresh(const ChangeEvent &event) {
  if (event.kind != ChangeEvent::Kind::Param && event.kind != ChangeEvent::Kind::Everything) {
    return;
  }
  for (ParamRow *row : rows_) {
    if (event.param.isEmpty() || event.param == QString::fromStdString(row->spec().name)) {
      row->refresh();
    }
  }
}

}  // namespace everyword
