#pragma once

#include <string>

#include "engine/api/run_request.h"

namespace everyword::dream {

// Dream: free generation in which no word is neglected (the paper's supplement; FuseDream, Liu et
// al. 2021). BigGAN is the published generator; where there is none, the VQGAN of the pack or a
// StyleGAN2 that the request names follows the prompt. Boxes and words count as in every mode.

/// Throws InputError: no prompt, which alone says what is dreamt of.
void check(const RunRequest &request);

/// The published strength and threshold of the words, unknown words with a warning; on a BigGAN or
/// StyleGAN2 AugCLIP and a start by search, with a BigGAN the published optimiser.
void preset(RunRequest &request);

/// Of the generator that the request names, a BigGAN before a StyleGAN2, else of the pack's VQGAN.
std::string ownSpace(const RunRequest &request);

}  // namespace everyword::dream
