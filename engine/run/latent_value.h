#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// Leaves as a value for a front end, and back. Throws InputError when the values do not fill the
/// shapes or are no numbers.
LatentPtr latentOf(const std::vector<at::Tensor> &leaves, const std::string &space);
std::vector<at::Tensor> leavesOf(const Latent &latent);

}  // namespace everyword
