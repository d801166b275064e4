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

/// The oldest pickles are text. PyTorch writes none, but one that names a command is refused for
/// what it is.
void refuseTextPickle(const InputFile &file);

}  // namespace everyword
