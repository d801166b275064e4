#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/api/exporting.h"

namespace everyword {

/// A row of the table in exporters.cpp: the ONE place that a new picture format touches besides its
/// own file.
struct Exporter : PictureFormat {
  std::vector<std::uint8_t> (*encode)(const Frame &frame, const std::string &recipe);
};

const std::vector<Exporter> &exporters();

/// RGB8. `recipe` (UTF-8, may be empty) goes into a tEXt chunk when it is ASCII and into iTXt
/// otherwise. All three throw InputError when the frame's bytes do not match its size.
std::vector<std::uint8_t> encodePng(const Frame &frame, const std::string &recipe);
/// Quality 95, without the recipe: these formats have no place for it here.
std::vector<std::uint8_t> encodeJpeg(const Frame &frame, const std::string &recipe);
std::vector<std::uint8_t> encodeWebp(const Frame &frame, const std::string &recipe);

/// By the extension of `path`, in any case. Throws InputError listing the extensions there are.
const Exporter &exporterFor(const std::string &path);

}  // namespace everyword
