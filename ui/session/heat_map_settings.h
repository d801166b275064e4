#pragma once

#include <QObject>

#include "engine/api/exporting.h"

namespace everyword {

/// What the heat map shows and how; shared by its controls, the canvas and the legend. Not part of
/// the document.
class HeatMapSettings : public QObject {
  Q_OBJECT

 public:
  struct Values {
    bool visible = false;
    int regionId = -1;  ///< whose phrase; -1: the whole prompt
    ColourMap colours = ColourMap::Cividis;
    double opacity = 0.65;
    bool fixedScale = true;  ///< the largest value of the run so far is 1; otherwise of each frame
    bool operator==(const Values &) const = default;
  };

  using QObject::QObject;
  const Values &values() const { return values_; }
  void set(const Values &values) {
    if (!(values == values_)) {
      values_ = values;
      Q_EMIT changed();
    }
  }

 Q_SIGNALS:
  void changed();

 private:
  Values values_;
};

}  // namespace everyword
