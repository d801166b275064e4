#pragma once

#include <QObject>

namespace everyword {

/// Which region is picked; shared by the canvas and the regions list. Not part of the document,
/// hence not undone.
class Selection : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  /// -1: none.
  int regionId() const { return regionId_; }
  void select(int regionId) {
    if (regionId != regionId_) {
      regionId_ = regionId;
      Q_EMIT changed(regionId);
    }
  }
  void clear() { select(-1); }

 Q_SIGNALS:
  void changed(int regionId);

 private:
  int regionId_ = -1;
};

}  // namespace everyword
