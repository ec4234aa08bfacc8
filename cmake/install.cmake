# find_package(x86_pte) and link x86_pte::x86_pte.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/x86_pte)

install(TARGETS x86_pte EXPORT x86_pte-targets)
install(DIRECTORY native/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/x86_pte
  FILES_MATCHING PATTERN "*.hpp" PATTERN "batch-inl.hpp" EXCLUDE PATTERN "*avx*" EXCLUDE PATTERN "planes.hpp" EXCLUDE PATTERN "fuzz" EXCLUDE PATTERN "sse2-inl.hpp" EXCLUDE PATTERN "test" EXCLUDE)
install(EXPORT x86_pte-targets NAMESPACE x86_pte:: FILE x86_pte-config.cmake DESTINATION ${config_dir})
write_basic_package_version_file(x86_pte-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/x86_pte-config-version.cmake DESTINATION ${config_dir})
