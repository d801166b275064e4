#pragma once

#include <string>
#include <vector>

#include "engine/api/pack_bench.h"

namespace everyword {

/// One line a method and start.
std::string packBenchTable(const std::vector<PackBenchCell> &cells);

/// {version, settings, reconstruction_psnr, rows: [...], cells: [{layout, seed, method, start,
/// boxes}]}. `psnr` 0: not measured.
std::string packBenchJson(const std::vector<PackBenchCell> &cells, const PackBenchRequest &request,
                          double psnr);

/// The cells of an earlier packBenchJson(), without pictures. Throws FileError when it is none,
/// InputError when it is one of other settings.
std::vector<PackBenchCell> readPackBench(const std::string &path, const PackBenchRequest &request);

/// "found 'dog'"; what became of a cell's boxes, one line a box.
std::string captionOf(const PackBenchCell &cell);

}  // namespace everyword
