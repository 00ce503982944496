#pragma once
#include "voice/speech.h"

namespace avatar {
// slt, rms or kal16; null for any other name.
std::unique_ptr<Voice> open_flite(const std::string& name);
}  // namespace avatar
