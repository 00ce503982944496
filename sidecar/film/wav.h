#pragma once
#include <filesystem>

#include "film/timeline.h"

namespace avatar {
// The whole talk as 16-bit PCM, one channel.
void write_wav(const Timeline& line, const std::filesystem::path& file);
}  // namespace avatar
