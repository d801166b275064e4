#pragma once

namespace everyword {

/// Stacking order of the canvas: the picture, the heat map over it, regions on top.
enum CanvasLayer {
  kFrameLayer = 0,
  kHeatMapLayer = 10,
  kRegionLayer = 20,
  kPickedRegionLayer = 30,
  kRubberBandLayer = 40
};

}  // namespace everyword
