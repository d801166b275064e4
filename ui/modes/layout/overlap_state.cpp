#include "ui/modes/layout/overlap_state.h"

#include <QCoreApplication>

#include "ui/theme/theme.h"

namespace everyword {

OverlapState overlapState(double overlap) {
  // Half of box and map in common is what a person calls "it is there"; under a quarter the map is
  // elsewhere.
  return overlap >= 0.5    ? OverlapState::Satisfied
         : overlap >= 0.25 ? OverlapState::Drifting
                           : OverlapState::Ignored;
}

QString overlapWord(OverlapState state) {
  switch (state) {
    case OverlapState::Ignored:
      return QCoreApplication::translate("OverlapState", "ignored");
    case OverlapState::Drifting:
      return QCoreApplication::translate("OverlapState", "drifting");
    case OverlapState::Satisfied:
      break;
  }
  return QCoreApplication::translate("OverlapState", "satisfied");
}

QColor overlapColour(OverlapState state) {
  const ThemeColours &colours = themeColours();
  return state == OverlapState::Ignored    ? colours.bad
         : state == OverlapState::Drifting ? colours.warning
                                           : colours.good;
}

}  // namespace everyword
