#include "ui/panels/heat_map_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

#include "ui/theme/picture_colours.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {
constexpr int kOff = -2, kWholePrompt = -1;  // beside region ids; words are texts

QIcon barIcon(ColourMap map) {
  QPixmap pixmap(48, 12);
  QPainter painter(&pixmap);
  paintColourBar(painter, pixmap.rect(), map);
  return QIcon(pixmap);
}

QIcon regionIcon(int regionId) {
  QPixmap pixmap(12, 12);
  pixmap.fill(regionColour(regionId));
  return QIcon(pixmap);
}

QComboBox *namedBox(const QString &name, const QString &label) {
  auto *box = new QComboBox;
  box->setObjectName(name);
  box->setAccessibleName(label);
  return box;
}
}  // namespace

HeatMapPanel::HeatMapPanel(Document &document, HeatMapSettings &settings, QWidget *parent)
    : QWidget(parent),
      document_(document),
      settings_(settings),
      phrase_(namedBox(QStringLiteral("heatMapPhrase"), tr("Phrase"))),
      colours_(namedBox(QStringLiteral("heatMapColours"), tr("Colours"))),
      opacity_(new QSlider(Qt::Horizontal)),
      scale_(namedBox(QStringLiteral("heatMapScale"), tr("Scale"))) {
  setObjectName(QStringLiteral("heatMapPanel"));
  build();
  fillPhrases();
  showValues(settings_.values());
  connect(&document_, &Document::changed, this, [this](const ChangeEvent &event) {
    if (event.isRegion() || event.kind == ChangeEvent::Kind::Words ||
        event.kind == ChangeEvent::Kind::Everything) {
      fillPhrases();
    }
  });
  connect(&settings_, &HeatMapSettings::changed, this, [this] {
    if (!settings_.isPointing()) {
      showValues(settings_.values());
    }
  });
  for (QComboBox *box : {phrase_, colours_, scale_}) {
    connect(box, &QComboBox::activated, this, &HeatMapPanel::apply);
  }
  connect(opacity_, &QSlider::valueChanged, this, &HeatMapPanel::apply);
}

void HeatMapPanel::build() {
  phrase_->setToolTip(tr("Whose relevance lies over the picture (H shows and hides it)"));
  for (const auto &[map, name] :
       {std::pair(ColourMap::Cividis, "Cividis"), std::pair(ColourMap::Viridis, "Viridis"),
        std::pair(ColourMap::Magma, "Magma"), std::pair(ColourMap::Inferno, "Inferno"),
        std::pair(ColourMap::Turbo, "Turbo")}) {
    colours_->addItem(barIcon(map), QLatin1String(name), int(map));
  }
  colours_->setIconSize(QSize(48, 12));
  colours_->setToolTip(
      tr("Colours from low to high; cividis reads the same for colour-blind eyes"));
  opacity_->setObjectName(QStringLiteral("heatMapOpacity"));
  opacity_->setAccessibleName(tr("Opacity"));
  opacity_->setRange(5, 100);
  opacity_->setToolTip(tr("How much the heat map covers the picture, 5 to 100 %"));
  scale_->addItem(tr("Fixed over the run"), true);
  scale_->addItem(tr("Each frame by itself"), false);
  scale_->setToolTip(tr(
      "Fixed: the last colour is the value that 99 % of the run's patches stay below, so colours "
      "compare between frames"));
  auto *grid = new QGridLayout(this);
  grid->setContentsMargins(kGrid + kHalfGrid, kHalfGrid, kGrid + kHalfGrid, kGrid + kHalfGrid);
  grid->setHorizontalSpacing(kHalfGrid);
  grid->setVerticalSpacing(kHalfGrid + 2);
  grid->setColumnMinimumWidth(0, 13 * kGrid);
  grid->setColumnStretch(1, 1);
  const std::pair<QString, QWidget *> rows[] = {{tr("Phrase"), phrase_},
                                                {tr("Colours"), colours_},
                                                {tr("Opacity"), opacity_},
                                                {tr("Scale"), scale_}};
  int line = 0;
  for (const auto &[text, widget] : rows) {
    auto *label = new QLabel(text);
    label->setBuddy(widget);
    grid->addWidget(label, line, 0);
    grid->addWidget(widget, line++, 1);
    if (widget != phrase_) {
      whileOn_ << label << widget;
    }
  }
  grid->setRowStretch(line, 1);
}

void HeatMapPanel::fillPhrases() {
  phrase_->clear();
  phrase_->addItem(tr("Off"), kOff);
  if (!document_.request().objective.prompt.empty()) {
    phrase_->addItem(tr("Whole prompt"), kWholePrompt);
  }
  for (const Region &region : document_.request().objective.regions) {
    phrase_->addItem(regionIcon(region.id), QString::fromStdString(region.label), region.id);
  }
  for (const std::string &word : document_.request().objective.words) {
    phrase_->addItem(tr("Word “%1”").arg(QString::fromStdString(word)),
                     QString::fromStdString(word));
  }
  showValues(settings_.values());
}

void HeatMapPanel::showValues(const HeatMapSettings::Values &values) {
  const QSignalBlocker quiet(opacity_);
  const int wanted = !values.visible       ? phrase_->findData(kOff)
                     : values.word.empty() ? phrase_->findData(values.phraseId)
                                           : phrase_->findData(QString::fromStdString(values.word));
  phrase_->setCurrentIndex(std::max(0, wanted));
  for (QWidget *widget : whileOn_) {
    widget->setVisible(values.visible);
  }
  colours_->setCurrentIndex(colours_->findData(int(values.colours)));
  opacity_->setValue(int(values.opacity * 100 + 0.5));
  scale_->setCurrentIndex(values.fixedScale ? 0 : 1);
}

void HeatMapPanel::apply() {
  HeatMapSettings::Values values = settings_.values();
  const QVariant phrase = phrase_->currentData();
  const bool isWord = phrase.typeId() == QMetaType::QString;
  values.visible = isWord || phrase.toInt() != kOff;
  if (values.visible) {
    values.phraseId = isWord ? kWholePrompt : phrase.toInt();
    values.word = isWord ? phrase.toString().toStdString() : std::string();
  }
  values.colours = ColourMap(colours_->currentData().toInt());
  values.opacity = opacity_->value() / 100.0;
  values.fixedScale = scale_->currentData().toBool();
  settings_.set(values);
}

}  // namespace everyword
