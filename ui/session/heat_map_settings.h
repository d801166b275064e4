#pragma once

#include <QObject>
#include <optional>
#include <string>
#include <utility>

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
    double opacity = 0.8;    ///< of the highest values
    bool fixedScale = true;  ///< the largest value of the run so far is 1; otherwise of each frame
    bool operator==(const Values &) const = default;
  };

  using QObject::QObject;
  /// While a word is pointed at, what it shows.
  const Values &values() const { return pointed_ ? *pointed_ : values_; }
  void set(const Values &values) {
    if (!(values == this->values())) {
      pointed_.reset();
      values_ = values;
      Q_EMIT changed();
    }
  }
  /// The map of a word, or of the region that has it (`phraseId` >= 0), as long as it is pointed
  /// at.
  void pointAt(const std::string &word, int phraseId) {
    Values values = values_;
    values.visible = true;
    values.word = phraseId < 0 ? word : std::string();
    values.phraseId = phraseId;
    pointed_ = values;
    Q_EMIT changed();
  }
  /// It stays when the mouse goes on.
  void keepPointed() {
    if (pointed_) {
      set(Values(*std::exchange(pointed_, std::nullopt)));
    }
  }
  bool isPointing() const { return pointed_.has_value(); }
  void stopPointing() {
    if (pointed_) {
      pointed_.reset();
      Q_EMIT changed();
    }
  }
  /// By its key or button; the mode may choose a phrase first (aboutToShow).
  void setVisible(bool visible) {
    if (visible == values().visible) {  // also while a word is pointed at
      return;
    }
    if (visible) {
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
  std::optional<Values> pointed_;
};

}  // namespace everyword
