#pragma once

#include <QComboBox>
#include <QSlider>
#include <QWidget>

#include "ui/project/document.h"
#include "ui/session/heat_map_settings.h"

namespace everyword {

/// Which phrase's relevance lies over the picture, in which colours, how strongly, on which scale.
class HeatMapPanel : public QWidget {
  Q_OBJECT

 public:
  HeatMapPanel(Document &document, HeatMapSettings &settings, QWidget *parent = nullptr);

 private:
  void build();
  void fillPhrases();
  void showValues(const HeatMapSettings::Values &values);
  void apply();

  Document &document_;
  HeatMapSettings &settings_;
  QComboBox *phrase_;
  QComboBox *colours_;
  QSlider *opacity_;
  QComboBox *scale_;
  QList<QWidget *> whileOn_;  ///< of no use while there is no heat map
};

}  // namespace everyword
