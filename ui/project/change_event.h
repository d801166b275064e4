#pragma once

#include <QString>

namespace everyword {

/// What changed in the document: the one thing that canvas, docks, prompt bar and run controller
/// listen to.
struct ChangeEvent {
  enum class Kind {
    Prompt,
    RegionAdded,
    RegionRemoved,
    RegionBox,
    RegionLabel,
    RegionWeight,
    RegionEnabled,
    Words,  ///< that the request insists on
    ProtectedArea,
    Param,      ///< one, or, without a name, any
    Defaults,   ///< what "reset" means; the request is the same
    Models,     ///< which models make the picture
    Everything  ///< another request: opened, restored from a recipe, new
  };

  Kind kind = Kind::Everything;
  int regionId = -1;   ///< for the Region kinds
  QString param = {};  ///< ParamSpec::name, for Param

  bool isRegion() const { return kind >= Kind::RegionAdded && kind <= Kind::RegionEnabled; }
};

}  // namespace everyword
