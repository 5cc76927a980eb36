
.
xPlaceholder*
dtype0*
shape:
 
IdentityIdentityx*
T0
)

Identity_1IdentityIdentity*
T0

NegNegx*
T0
$

Identity_2IdentityNeg*
T0"ª