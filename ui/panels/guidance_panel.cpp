#include "ui/panels/guidance_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/project/mode_params.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

constexpr ParamSpec::Group kGroups[] = {ParamSpec::Group::What,    ParamSpec::Group::HowStrongly,
                                        ParamSpec::Group::HowLong, ParamSpec::Group::Picture,
                                        ParamSpec::Group::Cutouts, ParamSpec::Group::Machine};

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
    case ParamSpec::Group::Cutouts:
      return GuidancePanel::tr("Cutouts");
    case ParamSpec::Group::Machine:
      break;
  }
  return GuidancePanel::tr("Machine");
}

/// Of no use in the window, where the timeline keeps every frame that arrives.
bool isForTheCommandLine(const ParamSpec &spec) { return spec.name == "keep_frames_every"; }

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

QLabel *makeTitle(const QString &text) {
  auto *title = new QLabel(text);
  title->setObjectName(QStringLiteral("groupTitle"));
  title->setIndent(0);
  return title;
}

/// A line that opens and closes `block`, which starts closed.
QToolButton *makeFold(const QString &name, const QString &text, QWidget *block) {
  auto *header = new QToolButton;
  header->setObjectName(name);
  header->setText(text);
  header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  header->setIconSize(QSize(14, 14));
  header->setCheckable(true);
  header->setFocusPolicy(Qt::TabFocus);
  const auto fold = [header, block](bool open) {
    header->setIcon(
        themedIcon(open ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    block->setVisible(open);
  };
  fold(false);
  QObject::connect(header, &QToolButton::toggled, block, fold);
  return header;
}

}  // namespace

GuidancePanel::GuidancePanel(Document &document, QWidget *parent)
    : QScrollArea(parent), document_(document) {
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
    if (spec.group == group && !isForTheCommandLine(spec)) {
      rows_.push_back(spec.advanced ? new ParamRow(document_, spec, *advanced, advancedRows++)
                                    : new ParamRow(document_, spec, *plain, plainRows++));
    }
  }
  GroupParts parts{group, nullptr, nullptr, advancedBlock};
  if (plainRows == 0) {
    delete plainBlock;
    parts.fold = makeFold(QStringLiteral("groupHeader"), titleOf(group), advancedBlock);
  } else {
    parts.title = makeTitle(titleOf(group));
    column.addWidget(parts.title);
    column.addWidget(plainBlock);
    parts.fold =
        makeFold(QStringLiteral("moreButton"), tr("More (%1)").arg(advancedRows), advancedBlock);
    parts.fold->setAccessibleName(tr("More about “%1”").arg(titleOf(group)));
    parts.fold->setVisible(advancedRows > 0);
  }
  column.addWidget(parts.fold, 0, Qt::AlignLeft);
  column.addWidget(advancedBlock);
  groups_.push_back(parts);
}

void GuidancePanel::setMode(const std::string &mode) {
  for (ParamRow *row : rows_) {
    row->setUsed(isUsedIn(row->spec(), mode));
    row->setChoices(choicesIn(row->spec(), mode));
  }
  for (const GroupParts &parts : groups_) {
    const auto count = [&](bool advanced) {
      return std::count_if(rows_.begin(), rows_.end(), [&](const ParamRow *row) {
        return row->spec().group == parts.group && row->spec().advanced == advanced &&
               row->isUsed();
      });
    };
    const auto plain = count(false), advanced = count(true);
    if (parts.title) {
      parts.title->setVisible(plain + advanced > 0);
      parts.fold->setText(tr("More (%1)").arg(advanced));
    }
    parts.fold->setVisible(advanced > 0);
    parts.advanced->setVisible(advanced > 0 && parts.fold->isChecked());
  }
}

void GuidancePanel::setRunning(bool running) {
  for (ParamRow *row : rows_) {
    row->setRunning(running);
  }
}

void GuidancePanel::refresh(const ChangeEvent &event) {
  using Kind = ChangeEvent::Kind;
  if (event.kind != Kind::Param && event.kind != Kind::Defaults && event.kind != Kind::Everything) {
    return;
  }
  for (ParamRow *row : rows_) {
    if (event.param.isEmpty() || event.param == QString::fromStdString(row->spec().name)) {
      row->refresh();
    }
  }
}

}  // namespace everyword
