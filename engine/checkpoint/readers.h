#pragma once

#include <memory>

#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

// One reader a format. `TensorTable::open` looks at the content and picks one; all throw FileError.

bool looksLikeSafetensors(const InputFile &file);
TensorTable readSafetensors(std::shared_ptr<const InputFile> file);

bool looksLikeZip(const InputFile &file);
TensorTable readTorchZip(std::shared_ptr<const InputFile> file);

bool looksLikePickle(const InputFile &file);
TensorTable readTorchLegacy(std::shared_ptr<const InputFile> file);

/// A model in several files: by name and content.
bool looksLikeShardIndex(const InputFile &file);
TensorTable readShards(const InputFile &file);
/// FileError "x-00001-of-00002.bin is part 1 of 2 of a model".
void refuseLoneShard(const std::string &path);
/// Any of the formats that are one file.
TensorTable openOneFile(const std::string &path);

/// The oldest pickles are text. PyTorch writes none, but one that names a command is refused for
/// what it is.
void refuseTextPickle(const InputFile &file);

}  // namespace everyword
