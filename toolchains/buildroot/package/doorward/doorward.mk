################################################################################
#
# doorward
#
################################################################################

# The repository that this file lies in, without what was built there.
DOORWARD_SITE = $(realpath $(BR2_EXTERNAL_DOORWARD_PATH)/../..)
DOORWARD_SITE_METHOD = local
DOORWARD_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude /build --exclude /.cache
DOORWARD_LICENSE = Apache-2.0
DOORWARD_LICENSE_FILES = LICENSE

# Programs, unit and configuration come from CMake's install rules.
DOORWARD_DEPENDENCIES = \
	cli11 \
	dlib \
	fmt \
	hinnant-date \
	host-pkgconf \
	json-for-modern-cpp \
	libgpiod \
	libsodium \
	libxkbcommon \
	openblas \
	opencv4 \
	openssl \
	paho-mqtt-c \
	paho-mqtt-cpp \
	pcsc-lite \
	spdlog \
	sqlite \
	sqlitecpp \
	systemd \
	tl-expected \
	zxing-cpp

# Not Buildroot's Release: a broken invariant must stop the terminal, so no -DNDEBUG.
DOORWARD_CONF_OPTS = \
	-DCMAKE_BUILD_TYPE=RelWithDebInfo \
	-DDOORWARD_TESTS=OFF

$(eval $(cmake-package))
