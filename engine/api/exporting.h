#pragma once

#include <string>
#include <vector>

#include "engine/api/engine.h"
#include "engine/api/frame.h"
#include "engine/api/pictures.h"  // reading them

namespace everyword {

/// Colour maps for relevance: perceptual and safe for the colour-blind.
enum class ColourMap { Cividis, Viridis, Magma, Inferno, Turbo };

/// RGB of `value` in [0, 1] (clamped).
struct Rgb {
  unsigned char red = 0, green = 0, blue = 0;
};
Rgb colourOf(ColourMap map, double value);

/// A format that pictures are written in: a row of engine/export/exporters.cpp.
struct PictureFormat {
  std::string format;                   ///< "PNG"
  std::vector<std::string> extensions;  ///< lower case with the dot; the first is the usual one
  bool carriesRecipe = false;
};

/// The first is the one to offer first.
std::vector<PictureFormat> pictureFormats();

/// By the extension of `path`, written atomically; a format that can carries `recipeJson` (may be
/// empty), a PNG in the text chunk "everyword". Throws ResourceError (disk full, read-only folder),
/// InputError (another extension).
void writePicture(const std::string &path, const Frame &frame, const std::string &recipeJson = {});

/// An animated GIF that loops; each frame is shown `delayMs`, the last one `lastMs`. Atomic. Throws
/// ResourceError.
void writeGif(const std::string &path, const std::vector<FramePtr> &frames, int delayMs = 80,
              int lastMs = 1500);

/// The picture with one map over it, scaled up, with a legend (colour bar with numbers) and the
/// label below. PNG, atomic.
void writeMapPicture(const std::string &path, const Frame &picture, const FloatMap &map,
                     ColourMap colours = ColourMap::Cividis, double opacity = 0.65);

/// A labelled grid of pictures. `captions` one a picture; `columns` > 0. PNG, atomic.
void writeContactSheet(const std::string &path, const std::vector<FramePtr> &pictures,
                       const std::vector<std::string> &captions, int columns);

/// One panel of a chart: lines over x, all positive; the axes start at 0.
struct LineChart {
  std::string title, xLabel, yLabel;
  struct Line {
    std::string name;
    std::vector<double> x, y;
  };
  std::vector<Line> lines;
};
/// The panels in a row. PNG, atomic. Throws InputError when a line has no points.
void writeLineCharts(const std::string &path, const std::vector<LineChart> &charts);

/// Text, atomically. Throws ResourceError.
void writeTextFile(const std::string &path, const std::string &text);

/// Removes half-written files in `folder` whose writers were killed. Never throws.
void removeAbandonedParts(const std::string &folder);

/// run.json: {request, regions: [{label, box, f1, precision, recall, overlap, clip_similarity}],
/// losses, ...}
std::string runReportJson(const RunOutcome &outcome);

/// explain.json
std::string explainReportJson(const ExplainResult &result, const ExplainRequest &request);

}  // namespace everyword
