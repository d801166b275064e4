#pragma once

#include <QObject>
#include <string>

#include "engine/api/exporting.h"

namespace everyword {

/// What the heat map shows and how; shared by its controls, the canvas and the legend. Not part of
/// the document.
class HeatMapSettings : public QObject {
  Q_OBJECT

 public:
  struct Values {
    bool visible = false;
    int phraseId = -1;  ///< FloatMap::regionId of the map; -1: of the whole prompt, or of `word`
    std::string word;   ///< that the run insists on; empty: none
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
  /// By its key or button; the mode may choose a phrase first (aboutToShow).
  void setVisible(bool visible) {
    if (visible && !values_.visible) {
      Q_EMIT aboutToShow();
    }
    Values values = values_;
    values.visible = visible;
    set(values);
  }
  /// Of a region.
  void choosePhrase(int phraseId) {
    Values values = values_;
    values.phraseId = phraseId;
    values.word.clear();
    set(values);
  }

 Q_SIGNALS:
  void changed();
  void aboutToShow();

 private:
  Values values_;
};

}  // namespace everyword
