#pragma once
#include "voice/speech.h"

namespace avatar {
// A language by espeak-ng, which runs as a program of its own beside this one (its licence and its global state
// stay out of this process). Null where that program or the language is missing.
std::unique_ptr<Voice> open_espeak(const std::string& lang);
bool has_espeak();
}  // namespace avatar
